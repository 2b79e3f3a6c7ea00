import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { installBundle } from "../install/install-bundle.mjs";
import { onMachine } from "../install/machine.mjs";
import { ROOT } from "../root.mjs";

/** What is copied to the machine, below /usr/local/clone: the walk itself, and the HAProxy of an operator. */
const COPIED = ["scripts/lib/blocks", "scripts/lib/stop.mjs", "examples/adopt"];
const CLONE = "/usr/local/clone";
/** HAProxy as Debian's unit runs it, with the example's sites. */
const HAPROXY_OF_AN_OPERATOR = `set -e
mkdir -p /etc/haproxy /run/haproxy
sed 's#/tmp/adopt/admin.sock#/run/haproxy/admin.sock#' ${CLONE}/examples/adopt/haproxy.cfg >/etc/haproxy/haproxy.cfg
systemctl start haproxy.service
haproxy -D -f ${CLONE}/examples/adopt/sites.cfg
`;

/**
 * Types the commands of a document that are for a machine of its own, on one that a real systemd runs.
 *
 * @param {string} document
 * @throws {import("../stop.mjs").Stop} unless they do what it says
 */
export async function walkOnMachine(document) {
  const install = async (/** @type {string} */ local) => {
    await installBundle(local);
    for (const path of [...COPIED, document]) {
      mkdirSync(dirname(join(local, "clone", path)), { recursive: true });
      cpSync(join(ROOT, path), join(local, "clone", path), { recursive: true });
    }
  };
  await onMachine(install, async (run) => {
    await run("sh", "-c", HAPROXY_OF_AN_OPERATOR);
    const walk = `cd ${CLONE} && ON_MACHINE=1 node scripts/lib/blocks/walk.mjs ${document}`;
    process.stdout.write(await run("sh", "-c", walk));
  });
}
