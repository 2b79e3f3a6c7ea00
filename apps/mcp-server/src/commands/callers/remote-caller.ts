import { messageOf } from "@haproxy-mcp/durable-files";
import { Client, ProtocolError, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { REASON_KEY } from "../../history/reason.js";
import { UsageError } from "../../program/usage-error.js";
import { version } from "../../program/version.js";
import { WHOLE_KEY } from "../../tools/whole-lists.js";
import { ToolCallError, toCallError } from "./tool-call-error.js";
import type { ToolCaller } from "./tool-caller.js";

/** Waits of a tool end after 45 s; certificates take longer, and report progress. */
const QUIET_MS = 120_000;
/** Until a connection is made; a server that does not respond at all is out of reach by then. */
const CONNECT_MS = 15_000;
/** HTTP statuses. */
const REFUSED: readonly unknown[] = [401, 403];
const TOO_LARGE = 413;

/**
 * Calls tools of another haproxy-mcp over MCP.
 *
 * @param url of its MCP endpoint: `https://mcp.example.com/mcp`
 * @param signal ends the wait for a server that does not respond
 * @throws UsageError for another URL; ToolCallError `SERVER_UNREACHABLE`, `NOT_ALLOWED`, `CANCELLED`
 */
export async function createRemoteCaller(
  url: string,
  token: string | undefined,
  reason: string | undefined,
  signal: AbortSignal,
): Promise<ToolCaller> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
    throw new UsageError(`the URL is ${JSON.stringify(url)}; it must be as https://mcp.example.com/mcp`);
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const client = new Client(
    { name: "haproxy-mcp command line", version },
    { versionNegotiation: { mode: "auto" } },
  );
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  // the client heeds no signal while it asks which protocol the server has
  const stop = () => void transport.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect(transport, { timeout: CONNECT_MS });
  } catch (error) {
    if (!signal.aborted) throw failureOf(error, url, false);
    throw new ToolCallError("CANCELLED", `CANCELLED: ${url} did not respond yet. Nothing was changed.`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return {
    async call({ name }, args, { signal, progress, isWhole }) {
      const _meta = {
        ...(reason !== undefined && { [REASON_KEY]: reason }),
        ...(isWhole === true && { [WHOLE_KEY]: true }),
      };
      const result = await client
        .callTool(
          { name, arguments: args, _meta },
          {
            signal,
            timeout: QUIET_MS,
            resetTimeoutOnProgress: true,
            onprogress: ({ message = "", total }) => progress(message, total),
          },
        )
        .catch((error: unknown) => {
          throw failureOf(error, url, true);
        });
      if (result.isError === true) throw toCallError(result);
      return (result.structuredContent ?? {}) as Record<string, unknown>;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** @param wasSent whether the call itself may have arrived */
function failureOf(error: unknown, url: string, wasSent: boolean): ToolCallError {
  const text = messageOf(error);
  const fail = (code: string, message: string) =>
    new ToolCallError(code, `${code}: ${message}`, { cause: error });
  if (statusesOf(error).some((status) => REFUSED.includes(status)))
    return fail(
      "NOT_ALLOWED",
      `${url} refuses this caller. Nothing was changed. Check the token (--token, or HAPROXY_MCP_TOKEN).`,
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
    `${url} does not respond as haproxy-mcp: ${text}. Nothing was changed. Check the URL (--url, or HAPROXY_MCP_URL).`,
  );
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
