import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDefaultCertificate, renderConfig } from "@haproxy-mcp/haproxy-host";
import { freePort, request, startHaproxy, startMachine, type TestMachine } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { INITIALIZE } from "../support/http-server.js";
import { MAIN, settingsFor, startServing } from "../support/program.js";

const run = promisify(execFile);
const POLL = { timeout: 10_000, interval: 100 };
const TOKEN = "a-long-secret-token";
const NAME = "mcp.example.test";
const POOLS = { count: 5, slots: 3 };
const BODY = JSON.stringify(INITIALIZE);

/** HAProxy with the MCP route, and the server behind it, which also listens on every address. */
async function arrange() {
  const [mcpPort, httpsPort] = [await freePort(), await freePort()];
  const haproxy = await startHaproxy({
    files: {
      "servers.state": "1\n",
      "certs/00-default.pem": createDefaultCertificate(),
      "token.env": `MCP_TOKEN=${TOKEN}\n`,
      // the server writes it
      "mcp-tokens.map": "",
    },
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) =>
      `${renderConfig({
        pools: POOLS,
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        https: {
          binds: [`*:${httpsPort}`],
          quicBinds: [],
          port: httpsPort,
          certsDir: `${dir}/certs`,
          redirect: true,
        },
        mcp: {
          hosts: [NAME],
          server: `127.0.0.1:${mcpPort}`,
          trustedNetworks: ["127.0.0.0/8", "100.64.0.0/10"],
          tokenMapFile: `${dir}/mcp-tokens.map`,
        },
      })}
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
listen adopted
  bind unix@${dir}/adopted.sock
  server mcp 127.0.0.1:${mcpPort}
`,
  });
  const extra = { MCP_HOST: "0.0.0.0", MCP_PORT: String(mcpPort), MCP_ALLOWED_HOSTS: NAME };
  const serving = await startServing(haproxy, extra);
  const environment = { PATH: process.env["PATH"], ...(await settingsFor(haproxy)), ...extra };
  const machine = await startMachine();
  return {
    haproxy,
    machine,
    environment,
    mcpPort,
    httpsPort,
    async [Symbol.asyncDispose]() {
      await machine[Symbol.asyncDispose]();
      await serving[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
}

/** The status of an `initialize` from the other machine. */
async function call(machine: TestMachine, url: string, ...args: readonly string[]): Promise<number> {
  const headers = ["content-type: application/json", "accept: application/json, text/event-stream"];
  const status = await machine.exec(
    "curl",
    ...[
      "--silent",
      "--show-error",
      "--insecure",
      "--max-time",
      "10",
      "--output",
      "/dev/null",
      "--write-out",
      "%{http_code}",
    ],
    ...["--noproxy", "*", "--data", BODY, ...headers.flatMap((header) => ["--header", header])],
    ...args,
    url,
  );
  return Number(status);
}

it("returns 200, 401 and 403 as specified, directly and through HAProxy, whatever headers are forged", {
  timeout: 60_000,
}, async () => {
  await using arranged = await arrange();
  const { machine, mcpPort, httpsPort, haproxy } = arranged;
  const { us } = machine;
  const bearer = (token: string) => ["--header", `authorization: Bearer ${token}`];
  const direct = (from: keyof typeof us, ...args: readonly string[]) =>
    call(machine, `http://${us[from]}:${mcpPort}/mcp`, ...args);
  const through = (from: keyof typeof us, ...args: readonly string[]) =>
    call(
      machine,
      `https://${NAME}:${httpsPort}/mcp`,
      "--resolve",
      `${NAME}:${httpsPort}:${us[from]}`,
      ...args,
    );
  const preflight = (origin: string) => [
    ...["--request", "OPTIONS", "--header", `origin: ${origin}`],
    ...["--header", "access-control-request-method: POST"],
  ];
  const forged = [
    ["--header", "x-forwarded-for: 127.0.0.1"],
    ["--header", "x-forwarded-for: 100.64.0.7"],
    ["--header", "forwarded: for=127.0.0.1"],
    ["--header", "x-real-ip: 127.0.0.1"],
    ["--header", "x-forwarded-for: 100.64.0.7", "--header", "x-forwarded-for: 127.0.0.1"],
  ];

  for (const way of [direct, through]) {
    expect(await way("outside"), way === direct ? "directly" : "through HAProxy").toBe(401);
    expect(await way("outside", ...bearer("wrong"))).toBe(401);
    expect(await way("outside", ...bearer(TOKEN))).toBe(200);
    expect(await way("tailscale")).toBe(200);
    for (const headers of forged) expect(await way("outside", ...headers), headers.join(" ")).toBe(401);
    // CL8: a browser asks with no token, before it sends a page's request with one
    expect(await way("outside", ...preflight(`https://${NAME}`))).toBe(204);
    expect(await way("outside", ...preflight("https://evil.example"))).toBe(403);
    expect(await way("outside", "--request", "OPTIONS")).toBe(401);
  }
  // HA23: a configuration of an operator's, without option forwardfor
  const adopted = (headers: Record<string, string>) =>
    request(
      { socketPath: join(haproxy.dir, "adopted.sock") },
      { host: NAME, path: "/mcp", method: "POST", headers, body: BODY },
    );
  expect((await adopted({})).status).toBe(401);
  expect((await adopted({ "x-real-ip": "127.0.0.1" })).status).toBe(401);
  // a forged header: the address that HAProxy saw counts, not the one that the client sent
  for (const headers of forged) expect(await through("outside", ...bearer(TOKEN), ...headers)).toBe(200);
  for (const name of ["host: evil.example", "origin: https://evil.example"])
    expect(await direct("tailscale", "--header", name), name).toBe(403);
  expect(await direct("outside", ...bearer(TOKEN), "--header", "origin: https://evil.example")).toBe(403);

  // HA16: both doors follow
  const both = async (token: string) => [
    await direct("outside", ...bearer(token)),
    await through("outside", ...bearer(token)),
  ];
  await writeFile(join(haproxy.dir, "token.env"), "MCP_TOKEN=another-secret-token\n");
  await expect.poll(() => both("another-secret-token"), POLL).toEqual([200, 200]);
  expect(await both(TOKEN)).toEqual([401, 401]);

  const haproxyMcp = async (...args: readonly string[]) => {
    const { stdout, stderr } = await run(process.execPath, [MAIN, ...args], { env: arranged.environment });
    return { token: stdout.trim(), said: stderr };
  };
  const made = await haproxyMcp("token", "new", "client", "--role", "operate", "--expires", "1h");
  expect(made.said).toMatch(
    /^Made the token client with the role operate, valid until .*Z. It is shown only now:\nHAProxy and this server accept it now.\n$/,
  );
  expect(await both(made.token)).toEqual([200, 200]);
  await haproxy.reload();
  expect(await both(made.token)).toEqual([200, 200]);
  expect((await haproxyMcp("token", "list")).token).toMatch(
    /^NAME .*\ndefault +admin +valid +never\nclient +operate +valid +20.*Z$/,
  );
  await haproxyMcp("token", "revoke", "client", "--yes");
  expect(await both(made.token)).toEqual([401, 401]);
  const { token: history } = await haproxyMcp(
    "history",
    "--caller",
    `local:${userInfo().username}`,
    "--fields",
    "operation,result,way,arguments",
  );
  const entries = history.split("\n").filter((line) => line.startsWith("token "));
  expect(entries).toEqual([
    expect.stringMatching(/^token revoke +done +command line +{"name":"client"}$/),
    expect.stringMatching(
      /^token new +done +command line +{"name":"client","role":"operate","expires":".*Z"}$/,
    ),
  ]);
  const files = await Promise.all(
    ["history.jsonl", "mcp-tokens.json"].map((name) => readFile(join(haproxy.dir, name), "utf8")),
  );
  for (const secret of [made.token, createHash("sha256").update(made.token).digest("hex")])
    expect(files.join("")).not.toContain(secret);
  expect(await both("another-secret-token")).toEqual([200, 200]);

  await rm(join(haproxy.dir, "token.env"));
  expect(await direct("outside", ...bearer("another-secret-token"))).toBe(403);
  expect(await direct("outside")).toBe(403);
  expect(await direct("tailscale")).toBe(200);
  await expect.poll(() => through("outside", ...bearer("another-secret-token")), POLL).toBe(401);
});
