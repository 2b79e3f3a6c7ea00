import { expect, it } from "vitest";
import { addDomain } from "../../src/tools/catalog/domains/add-domain.js";
import { setDomainState } from "../../src/tools/catalog/domains/set-domain-state.js";
import { domainHealth } from "../../src/tools/catalog/health/domain-health.js";
import { addServer } from "../../src/tools/catalog/servers/add-server.js";
import { addServers } from "../../src/tools/catalog/servers/add-servers.js";
import { listServers } from "../../src/tools/catalog/servers/list-servers.js";
import { removeServer } from "../../src/tools/catalog/servers/remove-server.js";
import { setServerState } from "../../src/tools/catalog/servers/set-server-state.js";
import { setServerWeight } from "../../src/tools/catalog/servers/set-server-weight.js";
import { waitDrain } from "../../src/tools/catalog/servers/wait-drain.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { ENTRY, unrecorded } from "../support/recording.js";

const domain = "a.example.test";
const server = {
  ...{ slot: 1, name: "pool_1_1", ip: "10.0.0.1", port: 80, weight: 1, state: "ready" },
  ...{ status: "UP", sessions: 0 },
};
const found = {
  ...{ domain, pool: "pool_1", server, previous: server, servers: [server] },
  ...{
    unchanged: [],
    replaced: [],
    sessions: 0,
    healthyCount: 1,
    checkingCount: 0,
    status: "healthy",
    drained: true,
    waitedMs: 0,
  },
};
const one = { domain, slot: 1 };

async function call(tool: Tool, input: Record<string, unknown>, sharedWith: readonly string[]) {
  const loadBalancer = new Proxy({}, { get: () => async () => ({ ...found, sharedWith }) });
  const services = {
    certificates: {},
    loadBalancer: unrecorded(loadBalancer),
    findOperatorSite: async () => undefined,
  };
  const context = { services, entry: ENTRY, signal: new AbortController().signal, progress: () => {} };
  const output = await tool.handle(tool.input.parse(input), context as never);
  return { output, text: tool.summarise(output) };
}

it.each(
  [
    [addDomain, { domain, alias_of: "b.example.test" }],
    [setDomainState, { domain, state: "drain" }],
    [domainHealth, { domain }],
    [addServer, { domain, ip: "10.0.0.1" }],
    [addServers, { domain, servers: [{ ip: "10.0.0.1" }] }],
    [listServers, { domain }],
    [removeServer, one],
    [setServerState, { ...one, state: "drain" }],
    [setServerWeight, { ...one, weight: 2 }],
    [waitDrain, one],
  ].map(([tool, input]) => [(tool as Tool).name, tool as Tool, input as Record<string, unknown>] as const),
)("CL13 %s names the other domains that it is about", async (_name, tool, input) => {
  const shared = await call(tool, input, ["b.example.test", "*.b.example.test"]);
  expect(shared.output["shared_with"]).toEqual(["b.example.test", "*.b.example.test"]);
  expect(shared.text).toContain(`${domain} (pool shared with b.example.test, *.b.example.test)`);

  const alone = await call(tool, input, []);
  expect([alone.output["shared_with"], alone.text.includes("shared")]).toEqual([undefined, false]);

  const many = await call(
    tool,
    input,
    Array.from({ length: 300 }, (_, i) => `${i}.test`),
  );
  expect(many.text).toContain("19.test, and 280 more)");
  expect(Object.keys(many.output)).not.toContain("sharedWith");
});
