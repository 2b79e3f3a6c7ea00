import {
  CLIENT_INFO_META_KEY,
  type Implementation,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";

/** What a request's client says of itself: with the request, or once for its session. */
export function clientInfoOf(
  server: Server,
  { envelope = {} }: ServerContext["mcpReq"],
): Implementation | undefined {
  const { [CLIENT_INFO_META_KEY]: info } = envelope as { readonly [CLIENT_INFO_META_KEY]?: Implementation };
  return info ?? server.getClientVersion();
}
