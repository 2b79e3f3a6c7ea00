import { readFile, rm, stat, writeFile } from "node:fs/promises";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Changes, LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";
import { leftovers, observe } from "../observe.js";

let haproxy: TestHaproxy;
let loadBalancer: LoadBalancer;

beforeAll(async () => {
  haproxy = await startPools();
  loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
});
afterAll(() => haproxy[Symbol.asyncDispose]());

const domain = "a.example.test";

/** Content, and the times at which files were written. */
async function seen() {
  const files = [haproxy.mapFile, haproxy.serversFile, haproxy.stateFile, `${haproxy.mapFile}.journal`];
  const times = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, ino }) => [mtimeMs, ino],
        () => "missing",
      ),
    ),
  );
  return { ...(await observe(haproxy)), times, leftovers: await leftovers(haproxy) };
}

const CHANGES: readonly (readonly [string, (changes: Changes) => Promise<unknown>])[] = [
  [
    "a domain with alias and servers",
    (its) => its.addDomain({ domain, aliases: ["b.example.test"], servers: [{ ip: "::1" }, { ip: "::2" }] }),
  ],
  ["an alias", (its) => its.addDomain({ domain: "c.example.test", aliasOf: domain })],
  ["a server", (its) => its.addServer({ domain, ip: "::3", weight: 0 })],
  ["servers that are there", (its) => its.addServers({ domain, servers: [{ ip: "::1" }, { ip: "::2" }] })],
  [
    "servers that replace others",
    (its) => its.addServers({ domain, servers: [{ slot: 1, ip: "::4" }], replace: true }),
  ],
  ["a state", (its) => its.setServerState({ domain, slot: 1, state: "drain" })],
  ["a weight", (its) => its.setServerWeight({ domain, slot: 2, weight: 7 })],
  ["the state of a domain", (its) => its.setDomainState({ domain, state: "maint" })],
  [
    "the removal of a server, drained first",
    (its) => its.removeServer({ domain, slot: 3, drainTimeoutMs: 60_000 }),
  ],
  ["the removal of a name", (its) => its.removeDomain({ domain: "b.example.test" })],
  ["the removal of an alias", (its) => its.removeDomain({ domain: "c.example.test" })],
  [
    "an import",
    (its) =>
      its.importState({
        pools: [
          { domains: [domain, "d.example.test"], servers: [{ slot: 2, ip: "::5", state: "drain" }] },
          { domains: ["e.example.test"], servers: [] },
        ],
      }),
  ],
  [
    "an import that parts names and joins others",
    (its) =>
      its.importState({
        pools: [
          { domains: ["d.example.test", "e.example.test"], servers: [{ slot: 2, ip: "::5" }] },
          { domains: [domain], servers: [{ slot: 1, ip: "::6", weight: 7 }] },
        ],
      }),
  ],
  ["the removal of a domain", (its) => its.removeDomain({ domain })],
  ["an import that removes the others", (its) => its.importState({ pools: [], prune: true })],
];

it("plans each change and makes none: the result, the files and the names are those of the change that follows", async () => {
  await loadBalancer.restore();
  for (const [what, change] of CHANGES) {
    const before = await seen();

    const { result, outlook } = await loadBalancer.dryRun(change);

    expect(await seen(), what).toEqual(before);
    expect(await change(loadBalancer), what).toMatchObject(result as object);
    const after = await seen();
    const written = Object.keys(after.files).filter((file) => after.files[file] !== before.files[file]);
    expect([...outlook.files].sort(), what).toEqual(written.sort());
    expect(outlook.slots.length + outlook.routes.length > 0, what).toBe(written.length > 0);
  }
});

it("builds one change on another, and is refused what the changes would be refused", async () => {
  const { result, outlook } = await loadBalancer.dryRun(async (its) => {
    await its.addDomain({ domain, server: { ip: "::1" } });
    await its.addServer({ domain, ip: "::2" });
    await its.addDomain({ domain: "b.example.test", server: { ip: "::3" } });
    return its.removeServer({ domain, slot: 1 });
  });

  expect(result).toMatchObject({ server: { ip: "::1" }, sessions: 0 });
  expect(outlook).toMatchObject({
    serversLeft: [
      { pool: "pool_1", ready: 1, healthy: 0 },
      { pool: "pool_2", ready: 1, healthy: 0 },
    ],
    routes: [{ domain }, { domain: "b.example.test" }],
    slots: [{ name: "pool_1_2" }, { name: "pool_2_1" }],
  });
  const refused = (change: (its: Changes) => Promise<unknown>, code: string) =>
    expect(loadBalancer.dryRun(change)).rejects.toMatchObject({ code });
  await refused((its) => its.addServer({ domain, ip: "::2" }), "DOMAIN_NOT_FOUND");
  await refused((its) => its.addDomain({ domain: "nonsense" }), "INVALID_DOMAIN");
  const { mapFile } = haproxy;
  for (const name of ["a", "b", "c"]) await loadBalancer.addDomain({ domain: `${name}.example.test` });
  const content = await readFile(mapFile);
  await rm(mapFile);
  await refused((its) => its.addDomain({ domain: "d.example.test" }), "STATE_TOO_SMALL");
  expect(await observe(haproxy)).toMatchObject({ files: { "domains.map": "missing" }, map: { length: 3 } });
  await writeFile(mapFile, content);
  await haproxy.stop();
  await refused((its) => its.addDomain({ domain: "d.example.test" }), "HAPROXY_UNREACHABLE");
});
