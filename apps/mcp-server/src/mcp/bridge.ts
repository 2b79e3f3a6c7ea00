import { CLIENT_INFO_META_KEY, type Client } from "@modelcontextprotocol/client";
import { type McpServerFactory, Server } from "@modelcontextprotocol/server";
import { clientInfoOf } from "./client-info.js";

/** How a call is made of the other server. */
export interface BridgeOptions {
  readonly wait: { readonly timeout: number; readonly resetTimeoutOnProgress: boolean };
  /** What failed, the state, what to do next: where there is no result of the other server. */
  failureOf(error: unknown): Error & { readonly code: string };
}

/**
 * A server whose tools are those of another, which is connected: its list, calls with their progress, and cancellations. The other
 * server knows a client by the name that it has here.
 */
export function bridgeTo(remote: Client, { wait, failureOf }: BridgeOptions): McpServerFactory {
  const { name, version, title } = remote.getServerVersion() ?? { name: "haproxy-mcp", version: "0" };
  const instructions = remote.getInstructions() ?? "";
  return () => {
    const server = new Server({ name, version, title }, { capabilities: { tools: {} }, instructions });
    server.setRequestHandler("tools/list", ({ params = {} }, { mcpReq: { signal } }) =>
      remote.request({ method: "tools/list", params }, { ...wait, signal }),
    );
    server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
      const { signal, _meta, notify } = mcpReq;
      const call = { ...params, _meta: { ..._meta, [CLIENT_INFO_META_KEY]: clientInfoOf(server, mcpReq) } };
      const progressToken = _meta?.progressToken;
      const onprogress = (progress: { readonly progress: number }) => {
        if (progressToken === undefined) return;
        // a client that has disconnected misses it
        notify({ method: "notifications/progress", params: { progressToken, ...progress } }).catch(() => {});
      };
      return remote
        .request({ method: "tools/call", params: call }, { ...wait, signal, onprogress })
        .catch((error: unknown) => {
          const { message, code } = failureOf(error);
          return {
            isError: true,
            content: [{ type: "text" as const, text: message }],
            _meta: { error: { code } },
          };
        });
    });
    return server;
  };
}
