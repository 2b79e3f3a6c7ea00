import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  type Implementation,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";

interface Envelope {
  readonly [CLIENT_INFO_META_KEY]?: Implementation;
  readonly [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities;
}

/** What a request's client says of itself: with the request, or once for its session. */
export function clientInfoOf(
  server: Server,
  { envelope = {} }: ServerContext["mcpReq"],
): Implementation | undefined {
  return (envelope as Envelope)[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
}

/** What a request's client can do: as above. */
export function clientCapabilitiesOf(
  server: Server,
  { envelope = {} }: ServerContext["mcpReq"],
): ClientCapabilities | undefined {
  return (envelope as Envelope)[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities();
}
