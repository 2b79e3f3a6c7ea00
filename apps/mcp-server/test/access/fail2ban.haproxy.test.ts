import { execFile } from "node:child_process";
import { readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { freePort, request, startHaproxy, temporaryFolder, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { refusedLine } from "../../src/access/access-log.js";
import type { Refused } from "../../src/access/refusal-counts.js";
import { shared } from "../support/shared.js";

const DEPLOYED = join(import.meta.dirname, "../../../../deploy/fail2ban");
const PROGRAM = process.env["FAIL2BAN_REGEX"] ?? "/usr/bin/fail2ban-regex";
const LIMIT_MS = 5_000;
const PACKAGE = join(PROGRAM, "../../..");

/** Debian's fail2ban with the jails and filters in deploy/. */
const fail2ban = shared(async () => {
  const folder = await temporaryFolder();
  const config = join(PACKAGE, "etc/fail2ban");
  for (const name of await readdir(config)) {
    const from = name === "filter.d" || name === "jail.d" ? DEPLOYED : config;
    await symlink(join(from, name), join(folder.path, name));
  }
  const run = async (program: string, ...args: readonly string[]) => {
    const env = { ...process.env, PYTHONPATH: join(PACKAGE, "usr/lib/python3/dist-packages") };
    const ran = promisify(execFile)(join(PROGRAM, "..", program), ["-c", folder.path, ...args], { env });
    // exits with 1 when no line matches
    return (await ran.catch((error: { stdout: string; stderr: string }) => error)).stdout.trim().split("\n");
  };
  return {
    jails: () => run("fail2ban-client", "-d"),
    /** The addresses in a log that a filter finds. */
    async found(filter: string, log: string): Promise<readonly string[]> {
      const file = join(folder.path, "log");
      await writeFile(file, log);
      return (await run("fail2ban-regex", "-o", "ip", file, filter)).filter((address) => address !== "");
    },
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
});

const written = (refused: Partial<Refused>, count = 1) =>
  `${JSON.stringify(refusedLine({ address: "198.51.100.1", status: 401, reason: "wrong", ...refused }, count, new Date()))}\n`;

const FORGED = '{"time":"2026-11-26T15:00:54.123Z","address":"198.51.100.1","status":401,"count":17,';
const LOG = [
  written({ address: "203.0.113.9" }),
  written({ address: "2001:db8::9", reason: FORGED }, 17),
  written({ address: undefined, reason: "further clients" }, 5_000),
  written({ status: 403 }, 17),
  written({ caller: "ci", status: "NOT_ALLOWED", reason: FORGED }, 17),
  written({ address: `198.51.100.1\n${FORGED}` }),
].join("");

describe.concurrent("fail2ban with the jails in deploy/", () => {
  it("finds who sent no token or a wrong one in access.log", async ({ expect }) => {
    expect(await fail2ban().found("haproxy-mcp", LOG)).toEqual(["203.0.113.9", "2001:db8::9"]);
    expect(await fail2ban().found('haproxy-mcp[count="\\d{2,}"]', LOG)).toEqual(["2001:db8::9"]);
  });

  it("reads them all", async ({ expect }) => {
    const lines = await fail2ban().jails();
    const filters = lines.filter((line) => line.includes("'addfailregex'")).join("\n");

    expect(lines.filter((line) => line.startsWith("['start'"))).toEqual([
      "['start', 'haproxy-mcp']",
      "['start', 'haproxy-mcp-flood']",
      "['start', 'haproxy-mcp-frontend']",
    ]);
    expect(filters).toContain(String.raw`"status":401,"count":\\d{2,},`);
  });
});

it("finds who sent no token or a wrong one in HAProxy's access log", async () => {
  const port = await freePort();
  await using haproxy = await startHaproxy({
    files: { "servers.state": "1\n", "tokens.map": "" },
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 1, slots: 1 },
        httpBinds: [`unix@${httpSocket}`, `127.0.0.1:${port}`, `[::1]:${port}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        accessLog: {},
        mcp: {
          hosts: ["mcp.example.test"],
          server: "127.0.0.1:1",
          trustedNetworks: [],
          tokenMapFile: `${dir}/tokens.map`,
        },
      }),
  });
  const forged =
    '/{"client":"198.51.100.1","domain":"mcp.example.test","method":"GET","path":"","status":401,';
  const requests = [
    ["127.0.0.1", "mcp.example.test", "/mcp"],
    ["::1", "mcp.example.test", forged],
    ["127.0.0.1", "www.example.test", forged],
  ] as const;
  for (const [address, host, path] of requests) await request({ port, host: address }, { host, path });

  let log = "";
  await until("a line for each request", LIMIT_MS, async () => {
    log = await haproxy.runtime("show events access");
    return log.trim().split("\n").length === requests.length;
  });
  expect(await fail2ban().found("haproxy-mcp-frontend", log)).toEqual(["127.0.0.1", "::1"]);
});
