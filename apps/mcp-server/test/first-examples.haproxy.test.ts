import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createDefaultCertificate, renderConfig } from "@haproxy-mcp/haproxy-host";
import { freePort, request, startBackend, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { formatTokenMap, tokenMapOf } from "../src/access/token-map.js";
import { openClient } from "./support/clients.js";
import { INITIALIZE } from "./support/http-server.js";
import { startServing } from "./support/program.js";

const run = promisify(execFile);
const TOKEN = "a-long-secret-token";
const NAME = "mcp.example.test";
const DOMAIN = "example.test";
const API = "api.example.test";

/** HAProxy with its Runtime API on TCP and the route to the server, which another network needs a token for. */
async function arrange() {
  const [mcpPort, httpsPort, runtimePort] = [await freePort(), await freePort(), await freePort()];
  const haproxy = await startHaproxy({
    files: {
      "servers.state": "1\n",
      "certs/00-default.pem": createDefaultCertificate(),
      "token.env": `MCP_TOKEN=${TOKEN}\n`,
      "mcp-tokens.map": formatTokenMap(tokenMapOf(new Map(), TOKEN)),
    },
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`, `ipv4@127.0.0.1:${runtimePort} level admin`],
        mapFile,
        stateFile,
        https: {
          binds: [`127.0.0.1:${httpsPort}`],
          quicBinds: [],
          port: httpsPort,
          certsDir: `${dir}/certs`,
          redirect: false,
        },
        mcp: {
          hosts: [NAME],
          server: `127.0.0.1:${mcpPort}`,
          trustedNetworks: ["100.64.0.0/10"],
          tokenMapFile: `${dir}/mcp-tokens.map`,
        },
      }),
  });
  const serving = await startServing(haproxy, { MCP_PORT: String(mcpPort), MCP_ALLOWED_HOSTS: NAME });
  const client = await openClient(serving.url);
  return {
    haproxy,
    async call(name: string, args: Record<string, unknown> = {}) {
      const result = await client.callTool({ name, arguments: args });
      expect(result.isError, result.content[0]?.text).not.toBe(true);
      return result.structuredContent ?? {};
    },
    /** What `echo "<command>" | nc 127.0.0.1 <port>` prints. */
    async nc(command: string) {
      const { stdout } = await run("sh", [
        "-c",
        'echo "$0" | nc 127.0.0.1 "$1"',
        command,
        String(runtimePort),
      ]);
      return stdout;
    },
    /** Status of an `initialize` through HAProxy, with curl. */
    async curl(...args: readonly string[]) {
      const { stdout } = await run("curl", [
        ...[
          "--silent",
          "--insecure",
          "--noproxy",
          "*",
          "--output",
          "/dev/null",
          "--write-out",
          "%{http_code}",
        ],
        ...["--resolve", `${NAME}:${httpsPort}:127.0.0.1`, "--data", BODY],
        ...["--header", "content-type: application/json"],
        ...["--header", "accept: application/json, text/event-stream", ...args],
        `https://${NAME}:${httpsPort}/mcp`,
      ]);
      return Number(stdout);
    },
    async ask(host: string) {
      const { status, body } = await request({ socketPath: haproxy.httpSocket }, { host });
      return status === 200 ? body : status;
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await serving[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
}

const BODY = JSON.stringify(INITIALIZE);

it("CL19 the first system's examples work one after another, and again", { timeout: 60_000 }, async () => {
  await using one = await startBackend({ name: "one" });
  await using two = await startBackend({ name: "two" });
  await using it = await arrange();
  const server = { ip: "127.0.0.1", http_port: one.port };
  const servers = [
    { slot: 1, ...server },
    { slot: 2, ip: "127.0.0.1", http_port: two.port },
    { slot: 3, ip: "127.0.0.1", http_port: two.port, weight: 2 },
  ];

  await it.call("haproxy_add_domain", { domain: DOMAIN, ...server });
  await it.call("haproxy_add_domain", { domain: API, ...server });
  await it.call("haproxy_add_servers", { domain: API, servers });
  await it.call("haproxy_add_servers", { domain: API, servers });
  expect(await it.ask(DOMAIN)).toBe("one");
  const answers = await Promise.all(Array.from({ length: 8 }, () => it.ask(API)));
  expect(new Set(answers)).toEqual(new Set(["one", "two"]));

  expect(await it.nc("show info")).toMatch(/^Version: \d/m);
  expect(await it.nc("show stat")).toContain("pool_2,pool_2_3,");
  expect(await it.nc("show servers state pool_2")).toMatch(/pool_2_3 127\.0\.0\.1 /);
  expect(await it.nc("show backend")).toContain("pool_2\n");
  expect(await it.nc(`show map ${it.haproxy.mapFile}`)).toMatch(/ api\.example\.test pool_2\n/);
  expect(await it.nc(`get map ${it.haproxy.mapFile} ${API}`)).toContain('"pool_2"');

  expect(await it.curl()).toBe(401);
  expect(await it.curl("--header", `authorization: Bearer ${TOKEN}`)).toBe(200);
  // support/hosts.ts has the other kinds of host: see-and-steer.haproxy.test.ts
  expect(await it.call("haproxy_health")).toMatchObject({
    components: { container: { status: "ok", state: "not watched" } },
  });
});
