import { messageOf } from "@haproxy-mcp/durable-files";
import {
  Client,
  type ClientCapabilities,
  ProtocolError,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { UsageError } from "../../program/usage-error.js";
import { version } from "../../program/version.js";
import { ToolCallError } from "./tool-call-error.js";

/** Waits of a tool end after 45 s; certificates take longer, and report progress. */
const QUIET_MS = 120_000;
/** Of a call: a remote server that reports nothing for that long has no result. */
export const WAIT = { timeout: QUIET_MS, resetTimeoutOnProgress: true } as const;
/** Until a connection is made; a server that does not respond at all is out of reach by then. */
const CONNECT_MS = 15_000;
/** HTTP statuses. */
const REFUSED: readonly unknown[] = [401, 403];
const TOO_LARGE = 413;

export interface RemoteServer {
  /** Of its MCP endpoint: `https://mcp.example.com/mcp`. */
  readonly url: string;
  readonly token: string | undefined;
}

/**
 * Connects to another haproxy-mcp over HTTP.
 *
 * @param name of the client, as the server records it
 * @param signal ends the wait for a server that does not respond
 * @param capabilities of the client; default: none
 * @throws UsageError for another URL; ToolCallError `SERVER_UNREACHABLE`, `NOT_ALLOWED`, `CANCELLED`
 */
export async function connectRemote(
  { url, token }: RemoteServer,
  name: string,
  signal: AbortSignal,
  capabilities: ClientCapabilities = {},
): Promise<Client> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
    throw new UsageError(`the URL is ${JSON.stringify(url)}; it must be as https://mcp.example.com/mcp`);
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const client = new Client({ name, version }, { capabilities, versionNegotiation: { mode: "auto" } });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  // the client heeds no signal while it asks which protocol the server has
  const stop = () => void transport.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect(transport, { timeout: CONNECT_MS });
    return client;
  } catch (error) {
    if (!signal.aborted) throw failureOf(error, url, false);
    throw new ToolCallError("CANCELLED", `CANCELLED: ${url} did not respond yet. Nothing was changed.`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** @param wasSent whether the call itself may have arrived */
export function failureOf(error: unknown, url: string, wasSent: boolean): ToolCallError {
  const text = messageOf(error) + innermostOf(error);
  const fail = (code: string, message: string) =>
    new ToolCallError(code, `${code}: ${message}`, { cause: error });
  if (statusesOf(error).some((status) => REFUSED.includes(status)))
    return fail(
      "NOT_ALLOWED",
      `${url} refuses this caller. Nothing was changed. Check the token (HAPROXY_MCP_TOKEN, or --token of a command).`,
    );
  if (statusesOf(error).includes(TOO_LARGE))
    return fail(
      "OUT_OF_RANGE",
      `${url} refuses a request of that size. Nothing was changed. Run the command on the machine itself.`,
    );
  if (error instanceof ProtocolError)
    return fail(
      "INVALID_INPUT",
      `${url} refuses the call: ${text}. Nothing was changed. For a tool that it does not have, an operator can set MCP_TOOLSETS=all there.`,
    );
  if (wasSent)
    return fail(
      "OUTCOME_UNKNOWN",
      `no result from ${url}: ${text}. A change may have been made. Check the current state before trying again.`,
    );
  return fail(
    "SERVER_UNREACHABLE",
    `${url} does not respond as haproxy-mcp: ${text}. Nothing was changed. Check the URL (HAPROXY_MCP_URL, or --url of a command).`,
  );
}

/** What the message of `fetch` does not say. */
function innermostOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  return cause instanceof Error ? innermostOf(cause) || `: ${cause.message}` : "";
}

/** HTTP statuses of an error and of its causes. */
function statusesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [];
  const { status, code, data, cause } = error as Error & {
    readonly status?: unknown;
    readonly code?: unknown;
    readonly data?: { readonly status?: unknown };
  };
  return [status, code, data?.status, ...statusesOf(cause)];
}
