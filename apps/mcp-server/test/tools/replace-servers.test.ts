import { LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import type { Services } from "../../src/services.js";
import { replaceServers } from "../../src/tools/catalog/rollout/replace-servers.js";
import { ENTRY, unrecorded } from "../support/recording.js";
import { PLACE, serverRow } from "../support/rows.js";
import { CALLER, callTool, fails, missingInText, returns } from "../support/tool-calls.js";

const servers = '[{"ip":"10.0.0.7"},{"ip":"10.0.0.1","http_port":8080}]';
const replaced = {
  ...PLACE,
  added: [{ ...serverRow(), slot: 2, name: "pool_1_2", ip: "10.0.0.7", port: 80 }],
  kept: [serverRow()],
  removed: [{ ...serverRow(), slot: 3, name: "pool_1_3", ip: "10.0.0.9" }],
  sessions: 2,
};

it("haproxy_replace_servers shows what was added, kept and removed", async () => {
  const called = await callTool(
    replaceServers,
    { loadBalancer: { replaceServers: returns(replaced) } },
    { domain: "d1.example.test", servers },
  );

  expect(called.data).toMatchInlineSnapshot(`
    {
      "added": [
        {
          "http_port": 80,
          "ip": "10.0.0.7",
          "name": "pool_1_2",
          "slot": 2,
          "state": "ready",
          "weight": 1,
        },
      ],
      "domain": "d1.example.test",
      "kept": [
        {
          "http_port": 8080,
          "ip": "10.0.0.1",
          "name": "pool_1_1",
          "slot": 1,
          "state": "ready",
          "weight": 1,
        },
      ],
      "pool": "pool_1",
      "removed": [
        {
          "http_port": 8080,
          "ip": "10.0.0.9",
          "name": "pool_1_3",
          "slot": 3,
          "state": "ready",
          "weight": 1,
        },
      ],
      "sessions": 2,
      "shared_with": [
        "d2.example.test",
      ],
    }
  `);
  expect(called.text).toMatchInlineSnapshot(
    `
    "Replaced servers of d1.example.test (pool shared with d2.example.test) on pool_1
    added: slot 2 10.0.0.7:80
    kept: slot 1 10.0.0.1:8080
    removed: slot 3 10.0.0.9:8080; warning: 2 open sessions may be cut"
  `,
  );
  expect(missingInText(called)).toEqual(["added[0].name", "kept[0].name", "removed[0].name"]);
});

it("haproxy_replace_servers reports that a new server is not healthy", async () => {
  const error = new LoadBalancerError(
    "NOT_HEALTHY",
    "10.0.0.7:80 is DOWN, connection refused after 30.0 s; the replacement was rolled back",
    { field: "servers" },
  );
  const called = await callTool(
    replaceServers,
    { loadBalancer: { replaceServers: fails(error) } },
    { domain: "d1.example.test", servers },
  );

  expect(called.text).toMatchInlineSnapshot(
    `"NOT_HEALTHY: 10.0.0.7:80 is DOWN, connection refused after 30.0 s; the replacement was rolled back. The files and HAProxy are as before. Start what should respond at that address and port, or correct them; then repeat the call."`,
  );
});

it.each([
  [{ timeout_sec: 45 }, { timeoutMs: 45_000, drainTimeoutMs: 0 }],
  [{ timeout_sec: 40 }, { timeoutMs: 40_000, drainTimeoutMs: 5_000 }],
  [{ drain_timeout_sec: 15 }, { timeoutMs: 30_000, drainTimeoutMs: 15_000 }],
])("haproxy_replace_servers ends before clients stop waiting: %j", async (waits, expected) => {
  let given: unknown;
  const replaceServersOf = async (wanted: unknown) => {
    given = wanted;
    return replaced as never;
  };
  const args = { domain: "d1.example.test", servers, ...waits };

  await callTool(replaceServers, { loadBalancer: { replaceServers: replaceServersOf } }, args);

  expect(given).toMatchObject(expected);
});

it("haproxy_replace_servers refuses waits that clients cut off", async () => {
  const args = { domain: "d1.example.test", servers, timeout_sec: 40, drain_timeout_sec: 6 };
  const { text } = await callTool(replaceServers, {}, args);

  expect(text).toBe(
    "OUT_OF_RANGE: drain_timeout_sec: must be at most 5 with a timeout_sec of 40, not 6: many clients end a call after 60 s. Nothing was changed. Correct the value.",
  );
});

it("CL15 haproxy_replace_servers reports its steps with the most that both may take", async () => {
  const reported: unknown[] = [];
  const operation = async (_: unknown, { onProgress }: { onProgress(step: string, left: number): void }) => {
    onProgress("checking", 2);
    onProgress("draining", 1);
    return replaced as never;
  };
  const args = { domain: "d1.example.test", servers: [{ ip: "10.0.0.7" }] };

  await replaceServers.handle(replaceServers.input.parse({ ...args, timeout_sec: 20 }), {
    services: { loadBalancer: unrecorded({ replaceServers: operation }) } as unknown as Services,
    caller: CALLER,
    entry: ENTRY,
    signal: new AbortController().signal,
    progress: (...given) => reported.push(given),
  });

  expect(reported).toEqual([
    ["2 servers not healthy yet", 30_000],
    ["1 session left", 30_000],
  ]);
});
