import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  haproxyBinary,
  request,
  startBackend,
  startHaproxy,
  startTraffic,
  type TestBackend,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, it } from "vitest";
import { adoptableSites, checkConfigFile, patchConfig, unpatchConfig } from "../../src/index.js";
import { CONFIGURATIONS } from "./configurations.js";

const POOLS = { count: 2, slots: 2 };
let shop: TestBackend;
let blog: TestBackend;
beforeAll(async () => {
  [shop, blog] = await Promise.all([startBackend({ name: "shop" }), startBackend({ name: "blog" })]);
});
afterAll(() => Promise.all([shop[Symbol.asyncDispose](), blog[Symbol.asyncDispose]()]));

it.concurrent.for(CONFIGURATIONS)(
  "$name: patched, a site taken over and given back, unpatched, under traffic",
  async ({ files, others = {}, hosts, site }, { expect }) => {
    const servers = { shop: `${shop.ip}:${shop.port}`, blog: `${blog.ip}:${blog.port}` };
    await using haproxy = await startHaproxy({
      files: { ...others, "domains.map": "", "servers.state": "1\n" },
      config: (paths) =>
        files(paths, servers)
          .map(({ text }) => text)
          .join(""),
    });
    const { dir, configFile, mapFile, stateFile, runtimeSocket, httpSocket } = haproxy;
    const original = files(haproxy, servers);
    const settings = {
      pools: POOLS,
      mapFile,
      stateFile,
      statsSockets: [`${runtimeSocket} mode 600 level admin`],
      runtime: { path: runtimeSocket },
      certsDir: `${dir}/certs`,
      files: new Map(Object.entries(others).map(([name, text]) => [`${dir}/${name}`, text])),
    };
    const deploy = async (config: typeof original) => {
      const folder = await mkdtemp(join(dir, "conf.d-"));
      for (const { file, text } of config) await writeFile(join(folder, file), text);
      const { ok, problems } = await checkConfigFile(haproxyBinary(), folder);
      await writeFile(configFile, config.map(({ text }) => text).join(""));
      await haproxy.reload();
      return { ok, messages: problems.map(({ message }) => message) };
    };
    const stop = startTraffic({ socketPath: httpSocket }, Object.keys(hosts));

    const patch = patchConfig(original, settings);
    expect(patch.findings).toEqual([]);
    const patched = await deploy(patch.files);
    const [found] = adoptableSites(patch.files, settings, [site]).filter(({ domain }) => domain === site);
    const [server] = found?.servers ?? [];
    await haproxy.runtime(`set server pool_1/pool_1_1 addr ${server?.ip} port ${server?.port}`);
    await haproxy.runtime("set server pool_1/pool_1_1 state ready");
    await haproxy.runtime(`add map ${mapFile} ${site} pool_1`);
    await request({ socketPath: httpSocket }, { host: site });
    const taken = await haproxy.runtime("show stat");
    await haproxy.runtime(`del map ${mapFile} ${site}`);
    const unpatched = await deploy(unpatchConfig(patch.files));

    expect(patched).toEqual({ ...unpatched, ok: true });
    expect(await stop()).toEqual([...new Set(Object.values(hosts))].sort().map((name) => `200 ${name}`));
    expect(taken).toMatch(/^pool_1,pool_1_1,(?:\d*,){5}[1-9]/m);
    expect(unpatchConfig(patch.files)).toEqual(original);
    expect(patchConfig(patch.files, settings)).toEqual(patch);
  },
);
