import { createRuntimeApiClient, type RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { Config } from "../settings/config.js";
import { createLocalTransport, localSocketOf } from "./local-socket.js";

/** A client of this machine's HAProxy. */
export function createRuntime(config: Config): RuntimeApiClient {
  const { address } = config.haproxy;
  const local = localSocketOf(config);
  const transport = local === undefined ? undefined : createLocalTransport(local, address);
  return createRuntimeApiClient({ address, transport });
}
