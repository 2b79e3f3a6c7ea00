import { parseIpAddress } from "@haproxy-mcp/validation";
import type { ConfiguredServer } from "./configured-servers.js";
import type { HealthStatus } from "./health-status.js";

/** Servers by what they have in common; those that match all that is given. */
export interface ServerSelector {
  /** IP address, with any port. */
  readonly address?: string | undefined;
  /** A name of their domains; `*` stands for any text. */
  readonly domain?: string | undefined;
  readonly status?: HealthStatus | undefined;
}

type SelectedServer = Pick<ConfiguredServer, "ip" | "domains"> & { readonly status: HealthStatus };

/** @throws ValidationError for what is no address */
export function selectorOf({ address, domain, status }: ServerSelector): (server: SelectedServer) => boolean {
  const ip = address === undefined ? undefined : parseIpAddress(address, "address");
  const name = domain === undefined ? undefined : globOf(domain);
  return (server) =>
    (ip === undefined || server.ip === ip) &&
    (status === undefined || server.status === status) &&
    (name === undefined || server.domains.some((one) => name.test(one)));
}

function globOf(pattern: string): RegExp {
  const parts = pattern
    .toLowerCase()
    .split(/\*+/)
    .map((text) => text.replace(/[^a-z\d-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
