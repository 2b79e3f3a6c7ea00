import { networkInterfaces } from "node:os";
import type { OwnEndpoint } from "@haproxy-mcp/load-balancer";
import type { Config } from "../settings/config.js";

export const RUNTIME_API = "HAProxy's Runtime API";

/** What the settings alone say of where this server and its HAProxy listen. */
export function settledEndpoints({
  haproxy: { address },
  mcp,
}: Pick<Config, "haproxy" | "mcp">): readonly OwnEndpoint[] {
  return [
    { what: "this MCP server", port: mcp.port },
    ...("path" in address ? [] : [{ what: RUNTIME_API, port: address.port }]),
  ];
}

/** They may change at any time. */
export function addressesHere(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((its = []) => its.map((one) => one.address));
}
