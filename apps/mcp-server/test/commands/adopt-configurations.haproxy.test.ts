// Issue 18, "Done when" 2: each configuration is adopted and undone by the verb itself, under traffic.
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type AdoptableSite, checkConfigFile } from "@haproxy-mcp/haproxy-host";
import {
  atFullSize,
  haproxyBinary,
  OPERATOR_CONFIGURATIONS,
  request,
  startHaproxy,
  startTraffic,
  type TestHaproxy,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import { settingsFor } from "../support/program.js";
import { said } from "../support/said.js";

/** Responds with its name, and with the names of the headers that it received. */
async function startEcho(name: string): Promise<Server> {
  const server = createServer(({ headers }, response) => {
    response.setHeader("x-received", Object.keys(headers).sort().join(" "));
    response.setHeader("x-name", name);
    response.setHeader("content-type", "text/plain");
    response.end(name);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
const placeOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`;

let shop: Server;
let blog: Server;
beforeAll(async () => {
  [shop, blog] = await Promise.all([startEcho("shop"), startEcho("blog")]);
});
afterAll(() => {
  for (const server of [shop, blog]) {
    server.close();
    server.closeAllConnections();
  }
});

it.each(OPERATOR_CONFIGURATIONS)(
  "$name: adopted site by site and undone, under traffic, and nothing lost that the table didn't name",
  async ({ files, others = {}, hosts, site }) => {
    const servers = { shop: placeOf(shop), blog: placeOf(blog) };
    await using haproxy = await startHaproxy({
      files: { ...others, "servers.json": "{}", "servers.state": "1\n", "acme.map": "" },
      config: (paths) => {
        const texts = files(paths, servers);
        return texts.length === 1
          ? (texts[0]?.text ?? "")
          : Object.fromEntries(texts.map(({ file, text }) => [file, text]));
      },
    });
    const { configFile, dir, httpSocket } = haproxy;
    await writeFile(join(dir, "haproxy.pid"), `${haproxy.pid}\n`); // as `up` leaves it
    const settings = {
      ...(await settingsFor(haproxy)),
      HAPROXY_HOST_KIND: "child",
      HAPROXY_BIN: haproxyBinary(),
      HAPROXY_CONFIG_FILE: configFile,
      HAPROXY_CHALLENGE_MAP_FILE: join(dir, "acme.map"),
    };
    const run = async (...args: readonly string[]) => {
      const ended = await said(args, settings);
      expect(ended, args.join(" ")).toMatchObject({ code: 0, stderr: "" });
      return ended.stdout;
    };
    const adopt = (...args: readonly string[]) => run("adopt", configFile, ...args);
    const original = await textsOf(configFile);
    const listOf = async (...args: readonly string[]): Promise<readonly AdoptableSite[]> =>
      JSON.parse(await adopt("--output", "json", ...args)).sites;
    const found = [...(await listOf()), ...(await listOf("--site", site))];
    const byDomain = new Map(found.map((one) => [one.domain, one]));
    const possible = [...byDomain.values()].filter(({ whyNot }) => whyNot.length === 0);
    const sites = atFullSize(
      possible,
      possible.filter(({ domain }, at) => at === 0 || domain === site),
    );
    const observe = (of: AdoptableSite, backend: string) => observed(haproxy, of, backend);
    const stop = startTraffic({ socketPath: httpSocket }, Object.keys(hosts));

    const saidBefore = await messagesOf(configFile);
    await adopt("--write", "--yes");
    expect(await messagesOf(configFile)).toEqual(saidBefore);
    for (const one of sites) {
      const before = await observe(one, one.backend ?? "");
      const taken = await adopt("--write", "--site", one.domain, "--accept-losses", "--yes");
      const [, pool = ""] = / on (pool_\d+)/.exec(taken) ?? [];
      const after = await observe(one, pool);
      const named = one.losses.map(({ what }) => what.split(" ")[0]);
      expect(
        lostIn(before, after).filter((what) => !named.includes(what)),
        one.domain,
      ).toEqual([]);
    }
    const { entries } = JSON.parse(await run("history", "--output", "json"));
    for (const { id, operation } of entries)
      if (operation === "adopt_site") await run("undo", id, "--output", "name");
    await adopt("--write", "--remove", "--yes");

    expect(await stop()).toEqual([...new Set(Object.values(hosts))].sort().map((name) => `200 ${name}`));
    expect(sites.map(({ domain }) => domain)).toContain(site);
    expect(await textsOf(configFile)).toEqual(original);
    expect(await readFile(haproxy.mapFile, "utf8")).toBe("");
  },
);

/** What HAProxy says of a configuration, such as warnings. */
async function messagesOf(path: string): Promise<readonly string[]> {
  const { problems } = await checkConfigFile(haproxyBinary(), path);
  return problems.map(({ message }) => message);
}

/** Columns of `show stat`, by what a site would lose; what none would is named after its column. */
const BACKEND_COLUMNS = { balance: "algo", cookie: "cookie" } as const;
const SERVER_COLUMNS = { maxconn: "slim", backup: "bck", weight: "weight", addr: "addr" } as const;

/** What HAProxy does for a site. */
async function observed(
  { httpSocket, runtime }: TestHaproxy,
  { domain }: AdoptableSite,
  backend: string,
): Promise<Readonly<Record<string, string>>> {
  const host = domain.replace("*", "any");
  const { status, headers } = await request(
    { socketPath: httpSocket },
    { host, headers: { "accept-encoding": "gzip", "x-of-client": "1" } },
  );
  const [header = "", ...lines] = (await runtime("show stat")).trim().split("\n");
  const columns = header.replace("# ", "").split(",");
  const rows = lines.map((line) => line.split(",")).filter(([proxy]) => proxy === backend);
  const cells = (names: Readonly<Record<string, string>>, isWanted: (row: readonly string[]) => boolean) =>
    Object.entries(names).map(([what, name]) => [
      what,
      rows
        .filter(isWanted)
        .map((row) => row[columns.indexOf(name)])
        .join(" "),
    ]);
  const isServer = (row: readonly string[]) =>
    !["FRONTEND", "BACKEND"].includes(row[1] ?? "") &&
    !(row[columns.indexOf("addr")] ?? "").startsWith("0.0.0.0");
  return Object.fromEntries([
    ...cells(BACKEND_COLUMNS, (row) => row[1] === "BACKEND"),
    ...cells(SERVER_COLUMNS, isServer),
    ["responds", `${status} ${headers["x-name"]}`],
    ["compression", headers["content-encoding"] ?? ""],
    ["cookie", headers["set-cookie"] === undefined ? "" : "set"],
    ...String(headers["x-received"])
      .split(" ")
      .map((name) => [`header ${name}`, "sent"]),
  ]);
}

/** What was there, and is there no more. */
function lostIn(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(before).filter((what) => before[what] !== "" && before[what] !== after[what]);
}

async function textsOf(path: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(path).catch(() => []);
  const kept = names.filter((name) => !name.endsWith(".before-adopt")).map((name) => join(path, name));
  const files = names.length === 0 ? [path] : kept;
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, "utf8")] as const)),
  );
}
