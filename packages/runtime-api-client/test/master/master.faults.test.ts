import { startPeer } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createMasterCliClient } from "../../src/index.js";

const PROCESSES = (reloads: number, failed: number) =>
  `master> #<PID> <type> <reloads> <uptime> <version>\n1 master ${reloads} [failed: ${failed}] 0d00h00m00s 3.2\n` +
  "# workers\n2 worker 0 0d00h00m00s 3.2\n\nmaster> master> ";

/** A master with a scripted result of a reload, and a scripted list of processes. */
function startMaster(verdict: string, after: string) {
  let asked = 0;
  return startPeer((socket) => {
    socket.once("data", (chunk) => {
      if (/^(?:hard-)?reload/.test(`${chunk}`)) socket.end(verdict);
      else socket.end(asked++ === 0 ? PROCESSES(0, 0) : after);
    });
  });
}

it.each([
  ["its verdict", "Success=0\n--\n[ALERT]    (1) : config : no.\n\n", PROCESSES(1, 0), "config : no."],
  ["its processes", "Success=1\n--\n\n", PROCESSES(1, 1), "run haproxy -c to see why"],
  ["neither text nor processes, but a refusal", "Permission denied\n", PROCESSES(0, 0), "Permission denied"],
])("reports a failed reload if %s say so", async (_what, verdict, after, reason) => {
  for (const [command, options] of [
    ["reload", {}],
    ["hard-reload", { hard: true }],
  ] as const) {
    await using peer = await startMaster(verdict, after);
    await expect(createMasterCliClient({ address: peer }).reload(options)).rejects.toMatchObject({
      code: "REJECTED",
      command,
      reason: expect.stringContaining(reason),
    });
  }
});

it("times out on a master that never confirms a reload", async () => {
  await using peer = await startMaster("", PROCESSES(0, 0));

  await expect(createMasterCliClient({ address: peer }).reload({ timeoutMs: 200 })).rejects.toMatchObject({
    code: "TIMEOUT",
    command: "reload",
    outcomeUnknown: true,
  });
});

it("accepts a reload that both confirm", async () => {
  await using peer = await startMaster(
    "Success=1\n--\n[NOTICE]   (1) : Loading success.\n\n",
    PROCESSES(1, 0),
  );

  expect(await createMasterCliClient({ address: peer }).reload()).toMatchObject({
    log: ["[NOTICE]   (1) : Loading success."],
    processes: { master: { reloads: 1 }, failedReloads: 0 },
  });
});
