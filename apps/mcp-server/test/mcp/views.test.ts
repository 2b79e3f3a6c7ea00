import { gzipSync } from "node:zlib";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import {
  getToolUiResourceUri,
  McpUiResourceMetaSchema,
  McpUiToolMetaSchema,
  RESOURCE_MIME_TYPE,
} from "@modelcontextprotocol/ext-apps/app-bridge";
import { EXTENSION_ID } from "@modelcontextprotocol/ext-apps/server";
import { describe, expect, it } from "vitest";
import { toolsOf } from "../../src/index.js";
import { startTestHttpServer, TOKEN } from "../support/http-server.js";
import { shared } from "../support/shared.js";

const KIB = 1_024;
const OVERVIEW = "ui://haproxy-mcp/overview.html";
const SHOWS = { extensions: { [EXTENSION_ID]: { mimeTypes: [RESOURCE_MIME_TYPE] } } };

const server = shared(() => startTestHttpServer({ tools: toolsOf(["core"]) }));

async function open(mode: "auto" | "legacy", capabilities = {}, { url } = server()) {
  const client = new Client({ name: "host", version: "1" }, { capabilities, versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${TOKEN}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe.each(["auto", "legacy"] as const)("protocol %s", (mode) => {
  it("names the views of three tools for a host that shows them, and each is a page with all that it needs", async () => {
    await using host = await open(mode, SHOWS);

    const { tools } = await host.client.listTools();
    const { resources } = await host.client.listResources();

    const shown = tools.filter((tool) => getToolUiResourceUri(tool) !== undefined);
    expect(shown.map((tool) => [tool.name, getToolUiResourceUri(tool)])).toEqual([
      ["haproxy_health", OVERVIEW],
      ["haproxy_domain_health", "ui://haproxy-mcp/domain.html"],
      ["haproxy_list_certs", "ui://haproxy-mcp/certificates.html"],
    ]);
    expect(shown.map(({ _meta }) => McpUiToolMetaSchema.parse(_meta?.["ui"]))).toHaveLength(3);
    expect(resources.map(({ uri }) => uri).sort()).toEqual(
      shown.map((tool) => getToolUiResourceUri(tool)).sort(),
    );
    for (const { uri, mimeType, _meta } of resources) {
      const { contents } = await host.client.readResource({ uri });
      expect(contents).toEqual([
        { uri, mimeType: RESOURCE_MIME_TYPE, text: expect.stringMatching(/^<!doctype html>/), _meta },
      ]);
      expect(mimeType).toBe(RESOURCE_MIME_TYPE);
      expect(McpUiResourceMetaSchema.parse(_meta?.["ui"])).toEqual({
        csp: { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] },
        prefersBorder: true,
      });
    }
  });

  it.each([
    ["that says nothing", {}],
    ["of another extension", { extensions: { "com.example/other": {} } }],
    ["of another type", { extensions: { [EXTENSION_ID]: { mimeTypes: ["text/html"] } } }],
    ["without types", { extensions: { [EXTENSION_ID]: {} } }],
  ])("a client %s gets no word of them, and tools/list within 36 KB", async (_what, capabilities) => {
    await using other = await open(mode, capabilities);

    const { tools } = await other.client.listTools();
    const core = tools.filter(({ name }) => !["haproxy_read", "haproxy_change"].includes(name));

    expect(core).toHaveLength(28);
    expect(tools.filter(({ _meta }) => _meta !== undefined)).toEqual([]);
    expect(bytesOf(core)).toBeLessThanOrEqual(36 * KIB);
    expect((await other.client.listResources()).resources).toEqual([]);
  });

  it("refuses what is no view", async () => {
    await using host = await open(mode, SHOWS);

    await expect(host.client.readResource({ uri: "ui://haproxy-mcp/other.html" })).rejects.toThrow(
      "other.html",
    );
    await expect(host.client.readResource({ uri: "file:///etc/passwd" })).rejects.toThrow("passwd");
  });

  it("lists no view of a tool that is switched off", async () => {
    await using without = await startTestHttpServer({
      tools: toolsOf(["core"]),
      settings: { MCP_TOOLS_DENY: "haproxy_health" },
    });
    await using host = await open(mode, SHOWS, without);

    const { resources } = await host.client.listResources();

    expect(resources.map(({ name }) => name)).toEqual(["domain", "certificates"]);
    await expect(host.client.readResource({ uri: OVERVIEW })).rejects.toThrow("overview");
  });
});

it("a view has at most 15 KB, and nothing that a strict host refuses", async () => {
  await using host = await open("auto", SHOWS);
  for (const { uri } of (await host.client.listResources()).resources) {
    const [content] = (await host.client.readResource({ uri })).contents;
    const { text } = content as { text: string };

    expect(gzipSync(text).length).toBeLessThanOrEqual(15 * KIB);
    expect(text.match(/<script>/g)).toHaveLength(1);
    expect(text.match(/<\/script>/g)).toHaveLength(1);
    for (const refused of [
      /\bfetch\(/,
      /\beval\(/,
      /new Function/,
      /localStorage|sessionStorage|indexedDB/,
      /XMLHttpRequest|EventSource|WebSocket/,
      /\bimport\(/,
      /(?:src|href)="?(?:https?:)?\/\//,
      /url\((?!["']?data:)/,
      /@import/,
    ])
      expect([uri, text.match(refused)]).toEqual([uri, null]);
  }
});
