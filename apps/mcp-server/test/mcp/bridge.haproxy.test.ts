import { freePort, request, startBackend } from "@haproxy-mcp/test-haproxy";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { RESOURCE_MIME_TYPE } from "@modelcontextprotocol/ext-apps/app-bridge";
import { EXTENSION_ID } from "@modelcontextprotocol/ext-apps/server";
import { expect, it } from "vitest";
import { askServer } from "../../src/commands/ask-server.js";
import { openClient, stdioOf } from "../support/clients.js";
import { type Settings, settingsFor, startPools, startProgram, startServing } from "../support/program.js";
import { shared } from "../support/shared.js";

const TOKEN = "t".repeat(43);
/** No client is trusted without the token. */
const LIMITS = { MCP_TRUSTED_NETWORKS: "192.0.2.0/24", MCP_TOOLSETS: "all" };

const far = shared(async () => {
  const haproxy = await startPools({ "token.env": `MCP_TOKEN=${TOKEN}\n` });
  const settings = { ...(await settingsFor(haproxy)), ...LIMITS };
  const serving = await startServing(haproxy, settings);
  return {
    haproxy,
    settings,
    serving,
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
});

/** A client of `haproxy-mcp stdio` for the server elsewhere. Nothing of this machine's HAProxy is in its environment. */
async function openBridge(mode: "auto" | "legacy" = "auto", settings = toFar(), capabilities = {}) {
  const client = new Client({ name: "desk", version: "7" }, { capabilities, versionNegotiation: { mode } });
  await client.connect(new StdioClientTransport(stdioOf(settings)));
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

const toFar = (): Settings => ({ HAPROXY_MCP_URL: String(far().serving.url), HAPROXY_MCP_TOKEN: TOKEN });

it.each(["auto", "legacy"] as const)("passes tools, results and errors on, protocol %s", async (mode) => {
  await using backend = await startBackend({ name: mode });
  await using near = await openBridge(mode);
  await using direct = await openClient(far().serving.url, TOKEN);
  const domain = `${mode}.example.test`;
  const added = {
    name: "haproxy_add_domain",
    arguments: { domain, ip: backend.ip, http_port: backend.port },
  };

  const result = await near.client.callTool({ ...added, _meta: { "haproxy-mcp/reason": "from afar" } });
  const again = await near.client.callTool(added);
  const history = await direct.callTool({ name: "haproxy_history", arguments: { domain } });

  expect(await near.client.listTools()).toMatchObject(await direct.listTools());
  expect(near.client.getServerVersion()).toMatchObject({ name: "haproxy-mcp", title: "HAProxy" });
  expect(near.client.getInstructions()).toContain("haproxy_add_domain");
  expect(result.structuredContent).toMatchObject({ domain, pool: expect.stringMatching(/^pool_/) });
  expect((await request({ socketPath: far().haproxy.httpSocket }, { host: domain })).body).toBe(mode);
  expect(again).toMatchObject({ isError: true, _meta: { error: { code: "DOMAIN_EXISTS" } } });
  expect(history.structuredContent).toMatchObject({
    entries: expect.arrayContaining([expect.objectContaining({ reason: "from afar", client: "desk 7" })]),
  });
});

it.each(["auto", "legacy"] as const)(
  "passes views on to a host that shows them, protocol %s",
  async (mode) => {
    const shows = { extensions: { [EXTENSION_ID]: { mimeTypes: [RESOURCE_MIME_TYPE] } } };
    await using host = await openBridge(mode, toFar(), shows);
    await using other = await openBridge(mode);
    const uri = "ui://haproxy-mcp/overview.html";

    const { tools } = await host.client.listTools();
    const { resources } = await host.client.listResources();
    const { contents } = await host.client.readResource({ uri });

    expect(tools.find(({ name }) => name === "haproxy_health")).toMatchObject({
      _meta: { ui: { resourceUri: uri } },
    });
    expect(resources).toHaveLength(3);
    expect(contents).toMatchObject([
      { uri, mimeType: RESOURCE_MIME_TYPE, text: expect.stringContaining("<script>") },
    ]);
    expect((await other.client.listTools()).tools.filter(({ _meta }) => _meta !== undefined)).toEqual([]);
    expect((await other.client.listResources()).resources).toEqual([]);
  },
);

it("passes progress and cancellations on", async () => {
  await using backend = await startBackend({ name: "held" });
  await using near = await openBridge();
  const domain = "held.example.test";
  const call = (name: string, args: Record<string, unknown>, options = {}) =>
    near.client.callTool({ name: `haproxy_${name}`, arguments: { domain, ...args } }, options);
  await call("add_domain", { ip: backend.ip, http_port: backend.port });
  const held = request({ socketPath: far().haproxy.httpSocket }, { host: domain, path: "/held" });
  await expect.poll(() => backend.requests(), { timeout: 5_000 }).toBe(1);
  const cancelled = new AbortController();
  const messages = new Set<unknown>();

  const removal = call(
    "remove_server",
    { slot: 1, drain_timeout: 40 },
    {
      signal: cancelled.signal,
      onprogress: ({ message, total }: { readonly message?: string; readonly total?: number }) => {
        messages.add(`${message} of ${total}`);
        cancelled.abort("enough");
      },
    },
  );

  await expect(removal).rejects.toThrow("enough");
  await expect
    .poll(async () => (await call("history", {})).structuredContent, { timeout: 5_000 })
    .toMatchObject({ entries: [{ operation: "remove_server", result: "rolled back" }, {}] });
  expect([...messages]).toEqual(["1 session left of 40"]);
  backend.release();
  await held;
});

it("reports that the server does not respond, and works again once it does", async () => {
  const { haproxy } = far();
  const settings = { ...(await settingsFor(haproxy)), MCP_TOKEN_FILE: `${haproxy.dir}/none.env` };
  await using before = await startServing(haproxy, settings);
  await using near = await openBridge("legacy", { HAPROXY_MCP_URL: String(before.url) });
  const list = () => near.client.callTool({ name: "haproxy_list_domains", arguments: {} });
  await list();
  await before.end("SIGTERM");

  const without = await list();
  await using _after = await startServing(haproxy, settings);
  const again = await list();

  expect(without).toMatchObject({
    isError: true,
    content: [
      {
        text: expect.stringMatching(
          /^OUTCOME_UNKNOWN: no result from .+ECONNREFUSED.+Check the current state/,
        ),
      },
    ],
  });
  expect(again.structuredContent).toMatchObject({ domains: expect.any(Array) });
});

it.each([
  [
    "no server",
    async () => `http://127.0.0.1:${await freePort()}/mcp`,
    4,
    /^SERVER_UNREACHABLE: .+ECONNREFUSED.+Check the URL \(HAPROXY_MCP_URL/,
  ],
  ["no URL", async () => "mcp.example.com", 2, /^the URL is "mcp\.example\.com"; it must be as https:/],
  [
    "another's token",
    async () => String(far().serving.url),
    7,
    /^NOT_ALLOWED: .+Check the token \(HAPROXY_MCP_TOKEN/,
  ],
])("fails at the start: %s", async (_what, url, code, message) => {
  await using program = startProgram(["stdio"], {
    HAPROXY_MCP_URL: await url(),
    HAPROXY_MCP_TOKEN: "another",
  });

  expect(await program.end()).toBe(code);
  expect(program.stderr().replaceAll("\n", " ")).toMatch(message);
  expect(program.stdout()).toBe("");
});

it("wants a token from doctor, which sends none", async () => {
  const found = await askServer(String(far().serving.url), new AbortController().signal);

  expect(found).toMatchObject({ kind: "refused" });
});
