import { readFile, writeFile } from "node:fs/promises";
import { type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { createLoadBalancer, type LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools, storeOf } from "../harness.js";
import { observe } from "../observe.js";

async function withTwoDomains(): Promise<
  { haproxy: TestHaproxy; loadBalancer: LoadBalancer } & AsyncDisposable
> {
  const haproxy = await startPools({ count: 3, slots: 2 });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { count: 3, slots: 2 });
  await loadBalancer.addDomain({ domain: "a.example.test", server: { ip: "127.0.0.1" } });
  await loadBalancer.addDomain({ domain: "b.example.test" });
  return { haproxy, loadBalancer, [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose]() };
}

type Call = (loadBalancer: LoadBalancer) => Promise<unknown>;
const domain = "a.example.test";
const ip = "127.0.0.1";

describe("is refused, with files and HAProxy as before:", () => {
  it.each<[string, Call, string, string | undefined]>([
    ["a domain of one label", (lb) => lb.addDomain({ domain: "localhost" }), "INVALID_DOMAIN", "domain"],
    [
      "a domain with a line break",
      (lb) => lb.addDomain({ domain: "c.test\nx.y" }),
      "INVALID_DOMAIN",
      "domain",
    ],
    [
      "a wildcard in the middle",
      (lb) => lb.addDomain({ domain: "a.*.test.com" }),
      "INVALID_DOMAIN",
      "domain",
    ],
    [
      "an alias that is no name",
      (lb) => lb.addDomain({ domain: "c.test.com", aliasOf: "-" }),
      "INVALID_DOMAIN",
      "alias_of",
    ],
    [
      "a host name for an address",
      (lb) => lb.addServer({ domain, ip: "localhost" }),
      "INVALID_ADDRESS",
      "ip",
    ],
    ["an address with a zone", (lb) => lb.addServer({ domain, ip: "fe80::1%lo" }), "INVALID_ADDRESS", "ip"],
    ["port 0", (lb) => lb.addServer({ domain, ip, port: 0 }), "OUT_OF_RANGE", "port"],
    ["port 99999", (lb) => lb.addServer({ domain, ip, port: 99999 }), "OUT_OF_RANGE", "port"],
    ["weight 257", (lb) => lb.addServer({ domain, ip, weight: 257 }), "OUT_OF_RANGE", "weight"],
    ["slot 0", (lb) => lb.removeServer({ domain, slot: 0 }), "OUT_OF_RANGE", "slot"],
    ["slot 1.5", (lb) => lb.removeServer({ domain, slot: 1.5 }), "INVALID_INPUT", "slot"],
    ["a domain twice", (lb) => lb.addDomain({ domain: "A.example.test." }), "DOMAIN_EXISTS", "domain"],
    [
      "an unknown domain",
      (lb) => lb.addServer({ domain: "c.example.test", ip }),
      "DOMAIN_NOT_FOUND",
      "domain",
    ],
    ["a taken slot", (lb) => lb.addServer({ domain, ip, port: 81, slot: 1 }), "SLOT_TAKEN", "slot"],
    ["a slot beyond the pool", (lb) => lb.addServer({ domain, ip, slot: 3 }), "SLOT_OUT_OF_RANGE", "slot"],
    ["an empty slot", (lb) => lb.removeServer({ domain, slot: 2 }), "SLOT_EMPTY", "slot"],
    [
      "an unknown domain's removal",
      (lb) => lb.removeDomain({ domain: "c.test.com" }),
      "DOMAIN_NOT_FOUND",
      "domain",
    ],
  ])("%s", async (_what, call, code, field) => {
    await using arranged = await withTwoDomains();
    const before = await observe(arranged.haproxy);

    await expect(call(arranged.loadBalancer)).rejects.toMatchObject({ code, field });

    expect(await observe(arranged.haproxy)).toEqual(before);
  });

  it("one domain more than there are pools, and one server more than there are slots", async () => {
    await using arranged = await withTwoDomains();
    const { haproxy, loadBalancer } = arranged;
    await loadBalancer.addDomain({ domain: "c.example.test" });
    await loadBalancer.addServer({ domain, ip, port: 81 });
    const before = await observe(haproxy);

    await expect(loadBalancer.addDomain({ domain: "d.example.test" })).rejects.toMatchObject({
      code: "NO_FREE_POOL",
    });
    await expect(loadBalancer.addServer({ domain, ip, port: 82 })).rejects.toMatchObject({
      code: "NO_FREE_SLOT",
    });

    expect(await observe(haproxy)).toEqual(before);
  });

  it("a servers.json that cannot be parsed, which is never overwritten", async () => {
    await using arranged = await withTwoDomains();
    const { haproxy, loadBalancer } = arranged;
    await writeFile(haproxy.serversFile, '{"a.example.test": {');
    const before = await observe(haproxy);

    await expect(loadBalancer.addServer({ domain, ip })).rejects.toMatchObject({
      code: "UNREADABLE",
      message: expect.stringContaining(haproxy.serversFile),
    });

    expect(await observe(haproxy)).toEqual(before);
  });

  it("HAProxy being down", async () => {
    await using arranged = await withTwoDomains();
    const { haproxy, loadBalancer } = arranged;
    const files = () =>
      Promise.all([haproxy.mapFile, haproxy.serversFile, haproxy.stateFile].map((file) => readFile(file)));
    const before = await files();
    await haproxy.stop();

    await expect(loadBalancer.addDomain({ domain: "c.example.test", server: { ip } })).rejects.toMatchObject({
      code: "HAPROXY_UNREACHABLE",
      message: expect.stringContaining(haproxy.runtimeSocket),
    });

    expect(await files()).toEqual(before);
  });

  it("an HAProxy without the pool that is next", async () => {
    await using haproxy = await startPools({ count: 1, slots: 2 });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { count: 3, slots: 2 });
    await loadBalancer.addDomain({ domain: "a.example.test", server: { ip } });
    const before = await observe(haproxy);

    await expect(loadBalancer.addDomain({ domain: "b.example.test", server: { ip } })).rejects.toMatchObject({
      code: "NO_FREE_POOL",
      message: expect.stringContaining("HAProxy has 1 of 3 pools"),
    });

    expect(await observe(haproxy)).toEqual(before);
  });

  it("an HAProxy that has no such map", async () => {
    await using haproxy = await startPools();
    const elsewhere = { ...haproxy, mapFile: `${haproxy.dir}/other.map` };

    await expect(
      loadBalancerOf(elsewhere, haproxy.runtimeSocket).addDomain({ domain: "a.example.test" }),
    ).rejects.toMatchObject({ code: "MAP_NOT_FOUND", message: expect.stringContaining(haproxy.mapFile) });
  });

  it("the 101st domain of 100 pools, and the 11th server of a domain", async () => {
    const pools = { count: 100, slots: 10 };
    const names = Array.from({ length: 100 }, (_, i) => `d${i + 1}.example.test`);
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i + 1, { ip, http_port: i + 1 }]));
    await using haproxy = await startPools({
      ...pools,
      files: {
        "domains.map": names.map((name, i) => `${name} pool_${i + 1}\n`).join(""),
        "servers.json": JSON.stringify({ "d7.example.test": ten }),
      },
    });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, pools);
    await loadBalancer.restore();
    const before = await observe(haproxy);

    await expect(loadBalancer.addDomain({ domain: "d101.example.test" })).rejects.toMatchObject({
      code: "NO_FREE_POOL",
      message: "all 100 pools are in use",
    });
    await expect(loadBalancer.addServer({ domain: "d7.example.test", ip })).rejects.toMatchObject({
      code: "NO_FREE_SLOT",
      message: "all 10 slots of the domain are taken",
    });

    expect(await observe(haproxy)).toEqual(before);
  });

  it("a folder that cannot be written to", async () => {
    await using arranged = await withTwoDomains();
    const { haproxy } = arranged;
    const readOnly: FileSystem = {
      ...nodeFileSystem,
      create: () =>
        Promise.reject(Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" })),
    };
    const loadBalancer = createLoadBalancer({
      store: storeOf(haproxy, readOnly),
      runtime: createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } }),
      pools: { count: 3, slots: 2 },
      mapFile: haproxy.mapFile,
    });
    const before = await observe(haproxy);

    for (const call of [
      () => loadBalancer.addDomain({ domain: "c.example.test", server: { ip } }),
      () => loadBalancer.addServer({ domain, ip, port: 81 }),
      () => loadBalancer.removeServer({ domain, slot: 1 }),
      () => loadBalancer.removeDomain({ domain }),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: "UNWRITABLE",
        message: expect.stringContaining(haproxy.dir),
      });
    }

    expect(await observe(haproxy)).toEqual(before);
  });

  it("a state file whose folder is missing", async () => {
    await using arranged = await withTwoDomains();
    const { haproxy } = arranged;
    const elsewhere = { ...haproxy, stateFile: `${haproxy.dir}/missing/servers.state` };
    const before = await observe(haproxy);

    await expect(
      loadBalancerOf(elsewhere, haproxy.runtimeSocket, { count: 3, slots: 2 }).addServer({ domain, ip }),
    ).rejects.toMatchObject({ code: "UNREADABLE", message: expect.stringContaining("missing") });

    expect(await observe(haproxy)).toEqual(before);
  });
});
