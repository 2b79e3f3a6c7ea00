import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import {
  createTestCa,
  haproxyBinary,
  request,
  startBackend,
  startHaproxy,
  temporaryFolder,
  until,
} from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";

/** Where `check:packages` installed the tarballs and compiled the examples. */
const compiled = (name: string) =>
  join(process.env["INSTALLED_PACKAGES"] ?? "", "out/examples", `${name}.js`);

async function run(name: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [compiled(name), ...args]);
  return stdout;
}

const startPools = () =>
  startHaproxy({
    config: ({ httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
      }),
  });

describe("with a running HAProxy", () => {
  it("lists traffic, fills a map of 50,000 entries, and drains a server at a signal", async () => {
    await using haproxy = await startPools();
    await using backend = await startBackend({ name: "one" });
    const list = join(haproxy.dir, "list.txt");
    const { mapFile, runtimeSocket, dir } = haproxy;

    await writeFile(list, `a.example.com ${backend.ip} ${backend.port}\n*.example.org ${backend.ip}\n`);
    expect(await run("import-domains", dir, list)).toBe("2 added\n");
    expect(await run("import-domains", dir, list)).toBe("0 added\n");
    expect(await readFile(mapFile, "utf8")).toBe("a.example.com pool_1\n.example.org pool_2\n");

    const child = spawn(
      process.execPath,
      [compiled("drain-on-signal"), runtimeSocket, dir, "a.example.com", "1"],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const slot = async () =>
      (await haproxy.runtime("show servers state pool_1")).split("\n")[2]?.split(" ")[6];
    expect((await lines.next()).value).toBe("waiting");
    child.kill("SIGUSR1");
    expect((await lines.next()).value).toBe("drained");
    expect(Number(await slot()) & 8).toBe(8);
    child.kill("SIGUSR2");
    expect((await lines.next()).value).toBe("ready");
    expect(Number(await slot()) & 8).toBe(0);
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(0);

    await until(
      "HAProxy routes to the server",
      10_000,
      async () =>
        (await request({ socketPath: haproxy.httpSocket }, { host: "a.example.com" })).body === "one",
    );
    const table = (await run("traffic-table", runtimeSocket)).split("\n");
    expect(table[0]).toMatch(/^server +status +requests +errors +ms *$/);
    expect(table.find((row) => row.startsWith("pool_1/pool_1_1"))).toMatch(
      /^pool_1\/pool_1_1 +UP.* +[1-9]\d* +\d+ +\S+ *$/,
    );

    await writeFile(
      list,
      Array.from({ length: 50_000 }, (_, i) => `d${i}.example.net pool_${(i % 5) + 1}\n`).join(""),
    );
    expect(await run("fill-map", runtimeSocket, mapFile, list)).toBe(`${mapFile} has 50000 entries\n`);
    expect(await haproxy.runtime(`get map ${mapFile} d49999.example.net`)).toContain('value="pool_5"');
  });

  it("starts, checks and reloads one of its own", async () => {
    await using folder = await temporaryFolder();

    expect(await run("start-check-reload", folder.path, haproxyBinary())).toMatch(
      /^accepted by a new worker\nrefused running$/m,
    );
  });
});

describe("with files alone", () => {
  it("reports when certificates end", async () => {
    await using folder = await temporaryFolder();
    const ca = await createTestCa(folder.path);
    const { certificateFile, keyFile } = await ca.issue(["a.example.com"]);
    await using certs = await temporaryFolder();
    const pem = (await readFile(certificateFile, "utf8")) + (await readFile(keyFile, "utf8"));
    await writeFile(join(certs.path, "a.pem"), pem);
    await writeFile(join(certs.path, "b.pem"), "no certificate");

    await expect(run("expiry-report", certs.path)).rejects.toMatchObject({
      code: 1, // it ends tomorrow
      stdout: expect.stringMatching(
        /^\d{4}-\d\d-\d\d a\.pem a\.example\.com\nb\.pem: it holds no certificate/,
      ),
    });
  });

  it("counts each of many processes", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "counter.txt");
    await Promise.all([1, 2, 3, 4].map(() => run("counter", file)));

    expect(await readFile(file, "utf8")).toBe("4\n");
  });

  it("finds the next pool", async () => {
    const child = execFile(process.execPath, [compiled("next-pool")]);
    child.stdin?.end("a.test pool_1\nb.test pool_3\nc.test other\n");
    const chunks: unknown[] = [];
    for await (const chunk of child.stdout ?? []) chunks.push(chunk);

    expect(chunks.join("")).toBe("pool_2\n");
  });
});
