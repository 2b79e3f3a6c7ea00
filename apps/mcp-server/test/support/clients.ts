import { assertNoSecret } from "@haproxy-mcp/test-haproxy";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioClientTransportV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as StreamableHTTPClientTransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { MAIN, type Settings } from "./program.js";

/** What a test does with any MCP client. */
export interface TestClient extends AsyncDisposable {
  listTools(): Promise<{ tools: readonly { name: string }[] }>;
  callTool(
    call: { name: string; arguments?: Record<string, unknown> },
    options?: CallOptions,
  ): Promise<ToolResult>;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  /** Requests progress. */
  readonly onProgress?: (message: string | undefined) => void;
}

interface ToolResult {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly _meta?: Record<string, unknown>;
}

const WHO = { name: "test", version: "1.0.0" };
const MODERN = { versionNegotiation: { mode: "auto" } } as const;

export const stdioOf = (settings: Settings) => ({
  command: process.execPath,
  args: [MAIN, "stdio"],
  env: { PATH: process.env["PATH"] ?? "", ...settings },
  stderr: "pipe" as const,
});

/** Every official client on every transport: both versions of the SDK, and both protocol eras of the newer one. */
export const clients: readonly {
  readonly name: string;
  open(url: URL, settings: Settings): Promise<TestClient>;
}[] = [
  {
    name: "current line, HTTP, protocol 2026-07-28",
    open: (url) => current(new Client(WHO, MODERN), new StreamableHTTPClientTransport(url)),
  },
  {
    name: "current line, HTTP, protocol 2025-11-25",
    open: (url) => current(new Client(WHO), new StreamableHTTPClientTransport(url)),
  },
  {
    name: "current line, stdio, protocol 2026-07-28",
    open: (_url, settings) => current(new Client(WHO, MODERN), new StdioClientTransport(stdioOf(settings))),
  },
  {
    name: "v1 line, HTTP",
    open: (url) => v1(new StreamableHTTPClientTransportV1(url)),
  },
  {
    name: "v1 line, stdio",
    open: (_url, settings) => v1(new StdioClientTransportV1(stdioOf(settings))),
  },
];

async function current(client: Client, transport: Parameters<Client["connect"]>[0]): Promise<TestClient> {
  await client.connect(transport);
  return {
    listTools: () => client.listTools(),
    callTool: async (call, options) =>
      withoutSecrets((await client.callTool(call, sdkOptions(options))) as ToolResult),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function v1(transport: StreamableHTTPClientTransportV1 | StdioClientTransportV1): Promise<TestClient> {
  const client = new ClientV1(WHO);
  // its types do not support exactOptionalPropertyTypes
  await client.connect(transport as Parameters<ClientV1["connect"]>[0]);
  return {
    listTools: () => client.listTools(),
    callTool: async (call, options) =>
      withoutSecrets((await client.callTool(call, undefined, sdkOptions(options))) as ToolResult),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Checks that no result and no error of any test shows a secret. */
function withoutSecrets(result: ToolResult): ToolResult {
  assertNoSecret(JSON.stringify(result), "a tool's result");
  return result;
}

function sdkOptions({ signal, onProgress }: CallOptions = {}) {
  return {
    ...(signal && { signal }),
    ...(onProgress && { onprogress: ({ message }: { message?: string | undefined }) => onProgress(message) }),
  };
}

/** The current client over HTTP, for tests that are not about clients. @param token sent with every request */
export function openClient(url: URL, token?: string): Promise<TestClient> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers } });
  return current(new Client(WHO, MODERN), transport);
}
