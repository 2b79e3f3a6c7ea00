import { CLIENT_INFO_META_KEY, type Client } from "@modelcontextprotocol/client";
import { type McpServerFactory, Server, type ServerContext } from "@modelcontextprotocol/server";
import { clientCapabilitiesOf, clientInfoOf } from "./client-info.js";
import { showsViews } from "./views.js";

/** How a call is made of the other server. */
export interface BridgeOptions {
  readonly wait: { readonly timeout: number; readonly resetTimeoutOnProgress: boolean };
  /** What failed, the state, what to do next: where there is no result of the other server. */
  failureOf(error: unknown): Error & { readonly code: string };
}

/**
 * A server whose tools are those of another, which is connected: its list, calls with their progress, and cancellations; and its views. The
 * other server knows a client by the name that it has here.
 */
export function bridgeTo(remote: Client, { wait, failureOf }: BridgeOptions): McpServerFactory {
  const { name, version, title } = remote.getServerVersion() ?? { name: "haproxy-mcp", version: "0" };
  const instructions = remote.getInstructions() ?? "";
  // an older server has none
  const hasResources = remote.getServerCapabilities()?.resources !== undefined;
  const capabilities = { tools: {}, ...(hasResources && { resources: {} }) };
  return () => {
    const server = new Server({ name, version, title }, { capabilities, instructions });
    const showsHere = (mcpReq: ServerContext["mcpReq"]) => showsViews(clientCapabilitiesOf(server, mcpReq));
    server.setRequestHandler("tools/list", async ({ params = {} }, { mcpReq }) => {
      const { signal } = mcpReq;
      const listed = await remote.request({ method: "tools/list", params }, { ...wait, signal });
      if (showsHere(mcpReq)) return listed;
      return { ...listed, tools: listed.tools.map(({ _meta, ...tool }) => tool) };
    });
    if (hasResources) {
      server.setRequestHandler("resources/list", ({ params = {} }, { mcpReq }) =>
        showsHere(mcpReq)
          ? remote.request({ method: "resources/list", params }, { ...wait, signal: mcpReq.signal })
          : { resources: [] },
      );
      server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
      server.setRequestHandler("resources/read", ({ params }, { mcpReq: { signal } }) =>
        remote.request({ method: "resources/read", params }, { ...wait, signal }),
      );
    }
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
