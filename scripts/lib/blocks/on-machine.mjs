import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startMachine } from "../install/machine.mjs";
import { outputOf } from "../output-of.mjs";
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
  const [bundle = ""] = (await outputOf("npm", ["run", "--silent", "bundle"], { cwd: ROOT })).split("\n");
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  try {
    const machine = await startMachine(join(folder, "machine"), async (local) => {
      cpSync(process.execPath, join(local, "bin/node"));
      const options = ["--global", "--offline", "--prefix", local];
      await outputOf("npm", ["install", ...options, join(ROOT, bundle)]);
      for (const path of [...COPIED, document]) {
        mkdirSync(dirname(join(local, "clone", path)), { recursive: true });
        cpSync(join(ROOT, path), join(local, "clone", path), { recursive: true });
      }
    });
    const walk = `cd ${CLONE} && ON_MACHINE=1 node scripts/lib/blocks/walk.mjs ${document}`;
    await machine
      .run("sh", "-c", HAPROXY_OF_AN_OPERATOR)
      .then(() => machine.run("sh", "-c", walk))
      .then((printed) => process.stdout.write(printed))
      .finally(machine.stop);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
