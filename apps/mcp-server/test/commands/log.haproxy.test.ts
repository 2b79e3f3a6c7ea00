// The last requests, from HAProxy's memory.
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { request, startHaproxy, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { settingsFor, startProgram } from "../support/program.js";
import { said } from "../support/said.js";
import { shared } from "../support/shared.js";

const LIMIT_MS = 10_000;

const machine = shared(async () => {
  const haproxy = await startHaproxy({
    files: {
      "domains.map": "www.example.com pool_1\n.shop.example.com pool_1\nother.example.com pool_2\n",
      "servers.json": JSON.stringify({
        "www.example.com": { 1: { ip: "127.0.0.1", http_port: 1 } },
        "other.example.com": { 1: { ip: "127.0.0.1", http_port: 1 } },
      }),
    },
    config: ({ httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
        accessLog: { target: undefined },
      }),
  });
  return {
    haproxy,
    settings: await settingsFor(haproxy),
    [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose](),
  };
});

const ask = (host: string, path: string) =>
  request({ socketPath: machine().haproxy.httpSocket }, { host, path });
const command = (line: string) => said(line.split(" "), machine().settings);
const workerOf = async ({ runtime }: TestHaproxy) =>
  Number(/^Pid: (\d+)/m.exec(await runtime("show info"))?.[1]);
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("shows the requests of a domain and its aliases, by class of status", async () => {
  for (const [host, path] of [
    ["www.example.com", "/one?secret=1"],
    ["a.shop.example.com", "/two"],
    ["other.example.com", "/three"],
    ["unknown.example.com", "/four"],
  ] as const)
    await ask(host, path);
  // HAProxy logs a request once it has ended: its threads may overtake each other
  const rows = async (line: string) => (await command(line)).stdout.split("\n").slice(1, -1).sort();
  const paths = (line: string) => rows(`${line} --fields path`);
  await until("all are logged", LIMIT_MS, async () => (await paths("log")).length === 4);

  expect(await paths("log www.example.com")).toEqual(["/one", "/two"]);
  expect(await paths("log other.example.com --5xx")).toEqual(["/three"]);
  expect(await paths("log --4xx")).toEqual(["/four"]);
  expect(await paths("log -n 1")).toHaveLength(1);
  expect(await rows("log www.example.com --fields status,method,server,domain,path")).toEqual([
    "503     GET     <NOSRV>  a.shop.example.com  /two",
    "503     GET     <NOSRV>  www.example.com     /one",
  ]);
  const { stdout } = await command("log www.example.com --output json");
  const [line = ""] = stdout.split("\n").filter((text) => text.includes("/one"));
  expect(JSON.parse(line)).toMatchObject({ domain: "www.example.com", path: "/one", status: 503 });
});

it("follows requests over a reload, and does not keep the old worker", async () => {
  const { haproxy, settings } = machine();
  await using program = startProgram(
    ["log", "www.example.com", "-f", "-n", "0", "--fields", "path"],
    settings,
  );
  await program.printed("PATH");
  const old = await workerOf(haproxy);
  await ask("www.example.com", "/before");
  await program.printed("/before");

  await haproxy.reload();
  await ask("www.example.com", "/after");
  await ask("other.example.com", "/not-asked-for");
  await program.printed("/after");
  await until("the old worker ends", LIMIT_MS, () => !isAlive(old));
  await ask("www.example.com", "/last");
  await program.printed("/last");

  expect(await program.end("SIGINT")).toBe(0);
  expect(program.stdout()).toBe("PATH\n/before\n/after\n/last\n");
  expect(program.stderr()).toBe("HAProxy was reloaded: requests may be missing here.\n");
});

it.each([
  ["log gone.example.com", {}, 3, /^DOMAIN_NOT_FOUND/],
  ["log --lines many", {}, 2, /^--lines is "many"/],
  ["log", { HAPROXY_MCP_URL: "http://127.0.0.1:1/mcp" }, 2, /Run this command there/],
  ["log", { HAPROXY_SOCKET: "/nonexistent/socket" }, 4, /^HAPROXY_UNREACHABLE/],
])("%s with %j is refused with exit code %i", async (line, more, code, stderr) => {
  expect(await said(line.split(" "), { ...machine().settings, ...more })).toEqual({
    code,
    stdout: "",
    stderr: expect.stringMatching(stderr),
  });
});
