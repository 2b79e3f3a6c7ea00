import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { assertNoSecret, freePort, request, startHaproxy, testSecret } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { messagesOf } from "../support/http-server.js";
import { settingsFor, startServing } from "../support/program.js";
import { run } from "../support/run.js";
import { shared } from "../support/shared.js";
import { stateOf } from "./state-of.js";

const NAME = "mcp.example.test";
/** As in the map: the last second of the year 9999. */
const NEVER = 253_402_300_799;
const TOKENS = {
  reader: { role: "read", expires: undefined },
  ops: { role: "operate", expires: undefined },
  other: { role: "operate", expires: undefined },
  boss: { role: "admin", expires: undefined },
  leaver: { role: "admin", expires: undefined },
  late: { role: "admin", expires: "2026-01-01T00:00:00.000Z" },
} as const;
type Name = keyof typeof TOKENS;
type Headers = Record<string, string | string[]>;

const secretOf = (name: string) => testSecret(`token-${name}`);
const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** As `haproxy-mcp token new` writes them. */
function tokenFiles() {
  const records = Object.entries(TOKENS).map(([name, { role, expires }]) => {
    const sha256 = digestOf(secretOf(name));
    return [name, { role, sha256, created: "2025-11-26T00:00:00.000Z", expires }] as const;
  });
  const lines = records.map(([, { sha256, expires }]) => {
    const end = expires === undefined ? NEVER : Date.parse(expires) / 1_000;
    return `${sha256} ${end}\n`;
  });
  return { "mcp-tokens.json": JSON.stringify(Object.fromEntries(records)), "mcp-tokens.map": lines.join("") };
}

/** HAProxy with the MCP route, which trusts no network, and the server behind it. */
async function start() {
  const mcpPort = await freePort();
  const haproxy = await startHaproxy({
    files: { "servers.state": "1\n", "servers.json": "{}", ...tokenFiles() },
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        mcp: {
          hosts: [NAME],
          server: `127.0.0.1:${mcpPort}`,
          trustedNetworks: [],
          tokenMapFile: `${dir}/mcp-tokens.map`,
        },
      }),
  });
  const extra = { MCP_PORT: String(mcpPort), MCP_ALLOWED_HOSTS: NAME, MCP_TOOLSETS: "all" };
  const serving = await startServing(haproxy, extra);
  const settings = { ...(await settingsFor(haproxy)), ...extra };
  const read = (name: string) => readFile(join(haproxy.dir, name), "utf8").catch(() => "");
  return {
    haproxy,
    serving,
    settings,
    mcpPort,
    read,
    state: async () => [...(await stateOf(haproxy)), await read("history.jsonl")],
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
}

const started = shared(start);

interface Call {
  readonly name: string;
  readonly args?: Record<string, unknown>;
}

/** A change that any door would have to stop. */
const ATTACK: Call = { name: "haproxy_add_domain", args: { domain: "attack.example.com" } };

/** A request of protocol 2026-07-28, which is complete in itself. */
function messageOf({ name, args = {} }: Call) {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return {
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name, arguments: args, _meta: meta },
    }),
  };
}

/** The statuses at HAProxy and at the server itself. */
async function atBothDoors(headers: Headers, path = "/mcp", host = NAME) {
  const { haproxy, mcpPort } = started();
  const message = messageOf(ATTACK);
  const doors = [{ socketPath: haproxy.httpSocket }, { port: mcpPort }];
  return Promise.all(
    doors.map(async (door) => {
      const options = { host, path, method: "POST", body: message.body };
      const { status, body } = await request(door, {
        ...options,
        headers: { ...message.headers, ...headers },
      });
      assertNoSecret(body, "a response");
      return status;
    }),
  );
}

interface ToolResult {
  readonly content: readonly [{ readonly text: string }];
  readonly _meta?: { readonly error?: { readonly code: string } };
  readonly structuredContent?: Record<string, unknown>;
}

interface Result {
  readonly code: string | undefined;
  readonly text: string;
  readonly data: Record<string, unknown>;
}

/** The result of a tool, for the holder of a token. */
async function callAs(token: Name, name: string, args: Record<string, unknown> = {}): Promise<Result> {
  const { headers, body } = messageOf({ name, args });
  const response = await fetch(started().serving.url, {
    method: "POST",
    headers: { ...headers, ...bearer(secretOf(token)) },
    body,
  });
  const [{ result } = {}] = (await messagesOf(response)) as readonly { readonly result?: ToolResult }[];
  if (result === undefined) throw new Error(`no result: ${response.status}`);
  const { content, _meta, structuredContent } = result;
  const [{ text }] = content;
  assertNoSecret(text, "a result");
  return { code: _meta?.error?.code, text, data: structuredContent ?? {} };
}

const query = `/mcp?access_token=${secretOf("boss")}&token=${secretOf("boss")}&authorization=Bearer%20${secretOf("boss")}`;

describe("a request from outside", () => {
  it.each<[string, Headers, string?]>([
    ["with no token", {}],
    ["with a wrong token", bearer("wrong")],
    ["with an empty token", { authorization: "Bearer " }],
    ["with half a token", bearer(secretOf("boss").slice(0, -1))],
    ["with an expired token", bearer(secretOf("late"))],
    ["with the digest of a token", bearer(digestOf(secretOf("boss")))],
    ["with a digest that was read from the map", { authorization: `Bearer ${digestOf(secretOf("late"))} 1` }],
    ["with a token in the query", {}, query],
    ["with a token as a password", { authorization: `Basic ${btoa(`boss:${secretOf("boss")}`)}` }],
    [
      "with a token in another header",
      { cookie: `token=${secretOf("boss")}`, "x-api-key": secretOf("boss") },
    ],
    [
      "with a wrong token before a right one",
      { authorization: ["Bearer wrong", `Bearer ${secretOf("boss")}`] },
    ],
    ["with two tokens in one header", { authorization: `Bearer ${secretOf("boss")}, Bearer wrong` }],
    ["with forged headers of a proxy", { "x-forwarded-for": "127.0.0.1", "x-real-ip": "100.64.0.1" }],
    ["with a forged Forwarded", { forwarded: "for=127.0.0.1;host=localhost", via: "1.1 localhost" }],
    ["with a forged host", { "x-forwarded-host": "localhost", "x-original-host": "localhost" }],
    ["for another path", {}, "/mcp/../metrics"],
  ])("%s is refused at both doors, and changes nothing", async (_, headers, path) => {
    const before = await started().state();

    expect(await atBothDoors(headers, path)).toEqual([401, 401]);
    expect(await started().state()).toEqual(before);
  });

  it("with a valid token is served at both doors: it is the token that the others lack", async () => {
    const before = await started().state();

    expect(await atBothDoors(bearer(secretOf("reader")))).toEqual([200, 200]);
    expect(await started().state()).toEqual(before);
  });

  it("with a revoked token is refused at both doors at once", async () => {
    expect(await atBothDoors(bearer(secretOf("leaver")), "/metrics")).toEqual([405, 405]);
    const revoked = await run(["token", "revoke", "leaver", "--yes"], started().settings);

    expect(revoked.code, revoked.stderr).toBe(0);
    expect(await atBothDoors(bearer(secretOf("leaver")))).toEqual([401, 401]);
    expect(await started().read("mcp-tokens.map")).not.toContain(digestOf(secretOf("leaver")));
  });
});

it("a call that the role does not allow is refused and recorded in the access log, and changes nothing", async () => {
  const before = await started().state();
  const calls = [
    ["reader", "haproxy_add_domain", { domain: "attack.example.com" }],
    ["reader", "haproxy_undo", { change: "20261126T150054Z-00000000" }],
    ["ops", "haproxy_reload", {}],
    ["ops", "haproxy_issue_cert", { domain: "attack.example.com" }],
    ["ops", "haproxy_delete_cert", { domain: "attack.example.com" }],
    ["ops", "haproxy_save_state", { adopt_running: true }],
    ["ops", "haproxy_restore_state", { allow_shrink: "true" }],
  ] as const;

  for (const [token, name, args] of calls)
    expect((await callAs(token, name, args)).code, name).toBe("NOT_ALLOWED");

  expect(await started().state()).toEqual(before);
  const lines = async () => {
    const log = await started().read("access.log");
    const all = log
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return all.filter(({ status }) => status === "NOT_ALLOWED");
  };
  await expect.poll(async () => (await lines()).length).toBe(calls.length);
  for (const [index, line] of (await lines()).entries())
    expect(line).toMatchObject({ address: "127.0.0.1", caller: calls[index]?.[0], count: 1 });
});

describe("an undo", () => {
  const undo = (token: Name, change: string) => callAs(token, "haproxy_undo", { change });
  /** Adds a domain, and returns the id of that change. */
  const add = async (token: Name, domain: string) => {
    expect((await callAs(token, "haproxy_add_domain", { domain, ip: "127.0.0.1", http_port: 81 })).code).toBe(
      undefined,
    );
    return newest(domain);
  };
  const newest = async (domain: string) => {
    const { data } = await callAs("reader", "haproxy_history", { domain, limit: 1 });
    return String((data["entries"] as { readonly id: string }[])[0]?.id);
  };

  it("of another caller's change needs the role admin", async () => {
    const change = await add("ops", "own.example.com");
    const before = await started().state();

    for (const token of ["reader", "other"] as const)
      expect((await undo(token, change)).code).toBe("NOT_ALLOWED");
    expect(await started().state()).toEqual(before);
    expect((await undo("ops", change)).code).toBe(undefined);
  });

  it("of a change that was undone is refused, and so is that of one before another caller's", async () => {
    const change = await add("ops", "twice.example.com");
    expect((await undo("boss", change)).code).toBe(undefined);
    const undone = await undo("ops", change);
    expect(undone.code).toBe("NOT_UNDOABLE");

    const second = await add("ops", "newer.example.com");
    const weight = { domain: "newer.example.com", slot: 1, weight: 7 };
    expect((await callAs("boss", "haproxy_set_server_weight", weight)).code).toBe(undefined);
    const before = await started().state();
    const refused = await undo("ops", second);
    expect(refused.code).toBe("CHANGED_SINCE");
    expect(refused.text).toContain("boss");
    expect(await started().state()).toEqual(before);
  });

  it("of no change is refused, whatever its id is", async () => {
    const before = await started().state();
    for (const change of ["20261126T150054Z-00000000", "../history", "", "*", '"', "{}"])
      expect((await undo("boss", change)).code, change).toMatch(/^(?:CHANGE_NOT_FOUND|INVALID_INPUT)$/);
    expect(await started().state()).toEqual(before);
  });
});

it("while the server is down, HAProxy lets no expired token through, and the files have every refusal and no secret", async () => {
  await started().serving.end("SIGTERM");
  const { haproxy } = started();
  const { headers, body } = messageOf(ATTACK);
  const statusOf = async (secret: string) =>
    (
      await request(
        { socketPath: haproxy.httpSocket },
        { host: NAME, path: "/mcp", method: "POST", headers: { ...headers, ...bearer(secret) }, body },
      )
    ).status;

  expect(await statusOf(secretOf("late"))).toBe(401);
  expect(await statusOf("wrong")).toBe(401);
  // what was counted is written when the server stops
  const log = (await started().read("access.log"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const wrong = log.filter(({ reason }) => reason === "wrong bearer token").map(({ count }): number => count);
  expect(wrong[0]).toBe(1);
  expect(wrong.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(wrong.length);
  const texts = await Promise.all(
    ["access.log", "history.jsonl", "mcp-tokens.json", "mcp-tokens.map"].map(started().read),
  );
  assertNoSecret(texts.join(""), "a file");
});
