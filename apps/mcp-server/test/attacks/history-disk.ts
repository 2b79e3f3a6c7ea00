import { expect } from "vitest";
import type { InstalledMachine } from "../support/installed-machine.js";

const FOLDER = "/opt/haproxy/conf";
const HISTORY = `${FOLDER}/history.jsonl`;
const SERVICE = "haproxy-mcp:haproxy-mcp";

/** What happens to the history, and what repairs it: scripts of root. */
const DISKS = {
  "belongs to root": [`chown root:root ${HISTORY}; chmod 600 ${HISTORY}`, `chown ${SERVICE} ${HISTORY}`],
  "is a link of root's": [
    `mv ${HISTORY} ${HISTORY}.away; ln -s /etc/passwd ${HISTORY}`,
    `rm ${HISTORY}; mv ${HISTORY}.away ${HISTORY}`,
  ],
  "is on a read-only disk": [
    `mount --bind ${FOLDER} ${FOLDER}; mount -o remount,bind,ro ${FOLDER}`,
    `umount --lazy ${FOLDER}`,
  ],
  "is on a full disk": [
    `mkdir /run/full; mount -t tmpfs -o size=256k,mode=1775 tmpfs /run/full; chown root:haproxy-mcp /run/full
     cp -a ${FOLDER}/. /run/full; mount --bind /run/full ${FOLDER}
     head -c 1M /dev/zero >${FOLDER}/filler 2>/dev/null || true`,
    `umount --lazy ${FOLDER} /run/full`,
  ],
} as const;

/** The service, as its own user, refuses every change while its history can't be written, and changes nothing. */
export async function assertHistoryGuardsChanges({ client, asRoot }: InstalledMachine): Promise<void> {
  const change = { name: "haproxy_add_domain", arguments: { domain: "attack.example.test" } };
  const state = () => asRoot(`cat ${FOLDER}/domains.map ${FOLDER}/servers.json /etc/passwd`);
  const before = await state();
  for (const [what, [attack, repair]] of Object.entries(DISKS)) {
    await asRoot(attack);
    const refused = await client.callTool(change);
    expect(refused.isError, what).toBe(true);
    expect(refused.content[0]?.text, what).toMatch(
      /^(?:HISTORY_UNWRITABLE|UNWRITABLE): .*Nothing was changed/,
    );
    expect(await state(), what).toBe(before);
    expect((await client.callTool({ name: "haproxy_list_domains", arguments: {} })).isError, what).not.toBe(
      true,
    );
    await asRoot(repair);
  }
  expect((await client.callTool(change)).isError).not.toBe(true);
}
