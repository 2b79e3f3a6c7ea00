import { REASON_KEY } from "../../history/reason.js";
import { WHOLE_KEY } from "../../tools/whole-lists.js";
import { connectRemote, failureOf, type RemoteServer, WAIT } from "./remote-client.js";
import { toCallError } from "./tool-call-error.js";
import type { ToolCaller } from "./tool-caller.js";

/**
 * Calls tools of another haproxy-mcp over MCP.
 *
 * @param signal ends the wait for a server that does not respond
 * @throws UsageError for another URL; ToolCallError `SERVER_UNREACHABLE`, `NOT_ALLOWED`, `CANCELLED`
 */
export async function createRemoteCaller(
  remote: RemoteServer,
  reason: string | undefined,
  signal: AbortSignal,
): Promise<ToolCaller> {
  const client = await connectRemote(remote, "haproxy-mcp command line", signal);
  return {
    async call({ name }, args, { signal: ofCall, progress, isWhole }) {
      const _meta = {
        ...(reason !== undefined && { [REASON_KEY]: reason }),
        ...(isWhole === true && { [WHOLE_KEY]: true }),
      };
      const result = await client
        .callTool(
          { name, arguments: args, _meta },
          { ...WAIT, signal: ofCall, onprogress: ({ message = "", total }) => progress(message, total) },
        )
        .catch((error: unknown) => {
          throw failureOf(error, remote.url, true);
        });
      if (result.isError === true) throw toCallError(result);
      return (result.structuredContent ?? {}) as Record<string, unknown>;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
