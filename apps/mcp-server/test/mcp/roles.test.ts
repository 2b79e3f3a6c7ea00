import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, it } from "vitest";
import type { FindToken } from "../../src/access/find-token.js";
import type { Role } from "../../src/access/role.js";
import { digestOf } from "../../src/access/token-records.js";
import { ConfigError, catalog, toolsOf } from "../../src/index.js";
import { assertTools } from "../../src/tools/catalog/index.js";
import { neededRole } from "../../src/tools/define-tool.js";
import { stdioOf } from "../support/clients.js";
import { INITIALIZE, messagesOf, startTestHttpServer, waitCall } from "../support/http-server.js";

const ROLES = ["read", "operate", "admin"] as const;
/** A token for each role, named after it; `other` has the name of another caller. */
const findToken: FindToken = (digest) => {
  const name = [...ROLES, "other" as const].find((one) => digest === digestOf(one));
  return name && { name, role: name === "other" ? "operate" : name };
};
const as = (token: Role | "other") => ({ authorization: `Bearer ${token}` });
const modern = (method: string, params: object = {}) => ({
  jsonrpc: "2.0",
  id: 1,
  method,
  params: {
    ...params,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});

async function start(settings: Record<string, string> = {}) {
  const server = await startTestHttpServer({ settings, tokens: async () => findToken });
  const call = async (headers: Record<string, string>, message: object) =>
    (await messagesOf(await server.post(message, headers)))[0];
  const sessions = async (token: Role | "other") => {
    const session = await server.begin(as(token));
    return (method: string, params: object = {}) => call(session, { jsonrpc: "2.0", id: 1, method, params });
  };
  const single =
    async (token: Role | "other") =>
    (method: string, params: { name?: string; arguments?: object } = {}) =>
      call(
        {
          ...as(token),
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": method,
          ...(params.name !== undefined && { "mcp-name": params.name }),
        },
        modern(method, params),
      );
  return { server, eras: { sessions, single }, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe.each(["sessions", "single"] as const)("a caller with %s", (era) => {
  it("gets the tools of its role, and NOT_ALLOWED for the others", async () => {
    await using started = await start();
    const change = { name: "haproxy_change", arguments: {} };

    for (const role of ROLES) {
      const send = await started.eras[era](role);
      const listed = role === "read" ? ["haproxy_read"] : ["haproxy_read", "haproxy_change"];
      expect(await send("tools/list")).toMatchObject({ result: { tools: listed.map((name) => ({ name })) } });
      if (role === "read")
        expect(await send("tools/call", change)).toMatchObject({
          result: {
            isError: true,
            content: [
              {
                text: expect.stringMatching(
                  /^NOT_ALLOWED: haproxy_change needs the role operate, and read has the role read\. Nothing was changed\. /,
                ),
              },
            ],
            _meta: { error: { code: "NOT_ALLOWED" } },
          },
        });
    }
    expect(started.server.waiting).toEqual([]);
    expect(started.server.refused).toMatchObject([
      { address: "127.0.0.1", caller: "read", status: "NOT_ALLOWED" },
    ]);
  });

  it("reaches its tool with name, role and address", async () => {
    await using started = await start();
    const { server } = started;
    const send = await started.eras[era]("operate");

    const called = send("tools/call", { name: "haproxy_change", arguments: {} });
    await server.called(1);
    server.waiting[0]?.finish();

    expect(await called).toMatchObject({ result: { structuredContent: { done: true } } });
    expect(server.waiting[0]?.context.caller).toMatchObject({
      name: "operate",
      role: "operate",
      way: "MCP",
      address: "127.0.0.1",
    });
  });

  it("may only read with MCP_READ_ONLY, and not use the tools of MCP_TOOLS_DENY", async () => {
    for (const [settings, tool] of [
      [{ MCP_READ_ONLY: "on" }, "haproxy_change"],
      [{ MCP_TOOLS_DENY: "haproxy_change" }, "haproxy_change"],
      [{ MCP_TOOLS_DENY: "haproxy_read,haproxy_change" }, "haproxy_read"],
    ] as const) {
      await using started = await start(settings);
      const send = await started.eras[era]("admin");

      const listed = await send("tools/list");
      expect(JSON.stringify(listed)).not.toContain(tool);
      expect(await send("tools/call", { name: tool, arguments: {} })).toMatchObject({
        result: { _meta: { error: { code: "NOT_ALLOWED" } } },
      });
    }
  });
});

it("a call of a session has the address that it comes from, which may not be the first one", async () => {
  await using started = await start();
  const { server } = started;
  const session = await server.begin(as("operate"));

  const called = server.post(waitCall(1, "haproxy_change"), { ...session, "x-forwarded-for": "203.0.113.9" });
  await server.called(1);
  server.waiting[0]?.finish();

  expect((await called).status).toBe(200);
  expect(server.waiting[0]?.context.caller).toMatchObject({ name: "operate", address: "203.0.113.9" });
});

it("a session is unknown to every other caller", async () => {
  await using started = await start();
  const { server } = started;
  const session = await server.begin(as("operate"));
  const { length } = server.waiting;

  const statuses = await Promise.all(
    [as("other"), as("admin"), { authorization: undefined }].map(async (headers) => {
      const given = Object.entries({ ...session, ...headers }).filter(([, text]) => text !== undefined);
      const response = await server.post(waitCall(1, "haproxy_change"), Object.fromEntries(given) as never);
      return response.status;
    }),
  );

  expect(statuses).toEqual([404, 404, 404]);
  expect(server.waiting.length).toBe(length);
  expect((await server.post({ ...INITIALIZE, id: 2, method: "ping" }, session)).status).toBe(200);
});

it("a call needs the role of its tool and arguments; a dry run only reads", () => {
  const needs = (name: string, input: Record<string, unknown> = {}) => {
    const tool = catalog.find((one) => one.name === `haproxy_${name}`);
    return tool === undefined ? undefined : neededRole(tool, input);
  };

  expect(
    Object.fromEntries(toolsOf(["core"]).map((tool) => [tool.name, neededRole(tool, {})])),
  ).toMatchInlineSnapshot(`
    {
      "haproxy_add_domain": "operate",
      "haproxy_add_server": "operate",
      "haproxy_add_servers": "operate",
      "haproxy_backends": "read",
      "haproxy_cert_info": "read",
      "haproxy_check_config": "read",
      "haproxy_delete_cert": "admin",
      "haproxy_domain_health": "read",
      "haproxy_get_connections": "read",
      "haproxy_get_server_health": "read",
      "haproxy_health": "read",
      "haproxy_issue_cert": "admin",
      "haproxy_list_certs": "read",
      "haproxy_list_domains": "read",
      "haproxy_list_frontends": "read",
      "haproxy_list_servers": "read",
      "haproxy_reload": "admin",
      "haproxy_remove_domain": "operate",
      "haproxy_remove_server": "operate",
      "haproxy_renew_all_certs": "admin",
      "haproxy_renew_cert": "admin",
      "haproxy_restore_state": "operate",
      "haproxy_save_state": "operate",
      "haproxy_set_domain_state": "operate",
      "haproxy_set_server_state": "operate",
      "haproxy_set_server_weight": "operate",
      "haproxy_stats": "read",
      "haproxy_wait_drain": "read",
    }
  `);
  for (const tool of catalog) expect(neededRole(tool, { dry_run: true })).toBe("read");
  for (const tool of catalog) expect(tool.role === "read").toBe(tool.annotations.readOnlyHint);
  expect(needs("save_state", { adopt_running: true })).toBe("admin");
  expect(needs("restore_state", { allow_shrink: true })).toBe("admin");
  expect(needs("restore_state", { allow_shrink: false })).toBe("operate");
});

it("MCP_TOOLS_DENY must have names of tools: another one would deny nothing", () => {
  expect(() => assertTools(["haproxy_reload", "haproxy_replace_servers"])).not.toThrow();
  expect(() => assertTools(["haproxy_relod", "haproxy_x"])).toThrow(ConfigError);
  expect(() => assertTools(["haproxy_relod"])).toThrow(
    "MCP_TOOLS_DENY has haproxy_relod, which is no tool; did you mean haproxy_reload?",
  );
});

it("a client over stdio gets what MCP_TRUSTED_ROLE and MCP_TOOLS_DENY leave it", async () => {
  await using folder = await temporaryFolder();
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport(
      stdioOf({
        HAPROXY_SOCKET: join(folder.path, "none.sock"),
        HAPROXY_MAP_FILE: join(folder.path, "domains.map"),
        MCP_TRUSTED_ROLE: "operate",
        MCP_TOOLS_DENY: "haproxy_remove_domain",
      }),
    ),
  );
  const { tools } = await client.listTools();
  const codeOf = async (name: string) =>
    (await client.callTool({ name, arguments: { domain: "a.example.com" } }))._meta;

  const names = tools.map(({ name }) => name);
  expect(names).toContain("haproxy_add_domain");
  for (const name of ["haproxy_issue_cert", "haproxy_remove_domain"]) {
    expect(names).not.toContain(name);
    expect(await codeOf(name)).toMatchObject({ error: { code: "NOT_ALLOWED" } });
  }
  await client.close();
});
