import type { Aftermath } from "@haproxy-mcp/load-balancer";
import { describe, expect, it } from "vitest";
import { setDomainState } from "../../src/tools/catalog/domains/set-domain-state.js";
import { removeServer } from "../../src/tools/catalog/servers/remove-server.js";
import { setServerState } from "../../src/tools/catalog/servers/set-server-state.js";
import { setServerWeight } from "../../src/tools/catalog/servers/set-server-weight.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { ENTRY, unrecorded } from "../support/recording.js";

const domain = "a.example.test";
const server = { slot: 1, name: "pool_1_1", ip: "10.0.0.1", port: 80, weight: 1, state: "drain" };
const changed = {
  domain,
  pool: "pool_1",
  sharedWith: [],
  server,
  previous: server,
  servers: [server],
  sessions: 0,
};

const CALLS: readonly (readonly [string, Tool, Record<string, unknown>])[] = [
  ["remove_server", removeServer as unknown as Tool, { slot: 1, drain_timeout: 0 }],
  ["set_server_state drain", setServerState as unknown as Tool, { slot: 1, state: "drain" }],
  ["set_server_state maint", setServerState as unknown as Tool, { slot: 1, state: "maint" }],
  ["set_server_weight 0", setServerWeight as unknown as Tool, { slot: 1, weight: 0 }],
  ["set_domain_state drain", setDomainState as unknown as Tool, { state: "drain" }],
];

async function call(tool: Tool, input: Record<string, unknown>, left: Aftermath) {
  const answer = async () => ({ ...changed, ...left });
  const loadBalancer = {
    removeServer: answer,
    setServerState: answer,
    setServerWeight: answer,
    setDomainState: answer,
  };
  const services = { loadBalancer: unrecorded(loadBalancer) };
  const context = { services, entry: ENTRY, signal: new AbortController().signal, progress: () => {} };
  const output = await tool.handle({ domain, ...input }, context as never);
  return { output, text: tool.summarise(output) };
}

describe.each(CALLS)("CL1 %s", (_name, tool, input) => {
  it.each<[Aftermath, string]>([
    [
      { healthyCount: 0, checkingCount: 2 },
      `no server of ${domain} is checked healthy: 2 servers await their first check; wait until haproxy_domain_health shows one UP before you take out more`,
    ],
    [
      { healthyCount: 0, checkingCount: 0 },
      `no server of ${domain} takes requests: they get 503 until one is up; see haproxy_domain_health`,
    ],
  ])("warns when %j are left", async (left, warning) => {
    const { output, text } = await call(tool, input, left);

    expect(output["warning"]).toBe(warning);
    expect(text).toContain(`\nwarning: ${warning}`);
    expect(Object.keys(output)).not.toContain("healthyCount");
  });

  it.each<Aftermath>([{ healthyCount: 1, checkingCount: 1 }, {}])(
    "does not warn when %j are left",
    async (left) => {
      const { output, text } = await call(tool, input, left);

      expect([output["warning"], text.includes("warning:")]).toEqual([undefined, false]);
    },
  );
});

it("CL1 set_server_state ready does not warn", async () => {
  const left = { healthyCount: 0, checkingCount: 1 };

  const { output } = await call(setServerState as unknown as Tool, { slot: 1, state: "ready" }, left);

  expect(output["warning"]).toBeUndefined();
});
