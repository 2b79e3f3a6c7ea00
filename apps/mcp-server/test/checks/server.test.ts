import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort, until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import type { Health } from "../../src/checks/health.js";
import { checkServer, type Found } from "../../src/checks/server.js";
import { askServer } from "../../src/commands/ask-server.js";
import { loadConfig } from "../../src/settings/config.js";

const { signal } = new AbortController();
const NOTHING = { kind: "nothing", reason: "connect ECONNREFUSED" } as const;
const healthOf = (mcp: object, haproxy: object = { status: "ok" }) =>
  ({ status: "degraded", components: { mcp, haproxy, container: { status: "ok" } } }) as unknown as Health;
const WELL: Found = { kind: "server", version: "1.2.3", health: healthOf({ status: "ok" }) };

/** Each in turn; the last one from then on. */
function inTurn<Value>(values: readonly Value[]) {
  const left = [...values];
  return async () => (left.length > 1 ? left.shift() : left[0]) as Value;
}

const check = (
  found: readonly Found[],
  states: readonly (string | undefined)[],
  settings = {},
  haproxyResponds = Promise.resolve(true),
) =>
  checkServer(
    loadConfig(settings),
    { ask: inTurn(found), unitState: inTurn(states), haproxyResponds },
    signal,
  );

it("is fine where the server responds, and waits for one that has just been started", async () => {
  expect(await check([NOTHING, WELL], ["active (running)"])).toEqual({
    findings: [],
    fact: "haproxy-mcp 1.2.3 responds on 127.0.0.1:8000",
  });
});

it.each([
  ["auto-restart", ["active (running)", "activating (auto-restart)"]],
  ["failed", ["failed (failed)"]],
])("reports a unit whose server does not listen: %s", async (_what, states) => {
  const { findings } = await check([NOTHING], states, { MCP_HOST: "::", MCP_PORT: "81" });

  expect(findings).toEqual([
    {
      severity: "error",
      message: `nothing listens on [::1]:81, the address of haproxy-mcp.service, which is ${states.at(-1)}: connect ECONNREFUSED`,
      remedy:
        "read journalctl --unit haproxy-mcp.service, fix the cause, then systemctl restart haproxy-mcp.service",
    },
  ]);
});

it("reports what only the server can know", async () => {
  const haproxy = { status: "error", reason: "connect EACCES", advice: "Give it the group." };
  const health = healthOf({ status: "error", reason: "not restored", advice: "Wait." }, haproxy);

  const found: Found = { kind: "server", version: "1", health };
  const { findings } = await check([found], ["inactive (dead)"]);
  const known = await check([found], ["inactive (dead)"], {}, Promise.resolve(false));

  expect(findings).toMatchObject([
    { message: "the server on 127.0.0.1:8000 reports: not restored", remedy: "Wait." },
    { message: "the server on 127.0.0.1:8000 reports: connect EACCES", remedy: "Give it the group." },
  ]);
  expect(known.findings).toEqual([]);
});

it("names another program on the port, and finds nothing where nothing listens", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/mcp`;
  expect(await askServer(url, signal)).toEqual({
    kind: "nothing",
    reason: expect.stringContaining("ECONNREFUSED"),
  });
  const other = createServer((_, response) => response.writeHead(404).end()).listen(port, "127.0.0.1");
  await until("it listens", 5_000, () => (other.address() as AddressInfo | null)?.port === port);

  const found = await askServer(url, signal);
  const { findings } = await check([found], ["failed (failed)"], { MCP_PORT: String(port) });
  await new Promise((closed) => other.close(closed));

  expect(found.kind).toBe("other");
  expect(findings).toMatchObject([
    {
      severity: "error",
      message: expect.stringMatching(
        `^.+ \\(pid ${process.pid}\\) listens on 127.0.0.1:${port}, not the server of haproxy-mcp.service`,
      ),
    },
  ]);
});
