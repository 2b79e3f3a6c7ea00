import type { RemoteServer } from "./remote-client.js";
import type { ToolCaller } from "./tool-caller.js";

export interface CallerOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of a remote server. Default: `HAPROXY_MCP_URL`; without either, this machine. */
  readonly url?: string | undefined;
  /** Default: `HAPROXY_MCP_TOKEN`, unless `HAPROXY_MCP_URL` names another server. */
  readonly token?: string | undefined;
  /** Goes into the history. */
  readonly reason?: string | undefined;
  /** Whether it only reads domains and servers. */
  readonly isStateRead?: boolean | undefined;
  /** Ends the wait for a remote server that does not respond. */
  readonly signal: AbortSignal;
}

/** Loads only what it needs: a remote call needs no services, a local one no client. */
export async function openCaller({
  environment,
  url,
  token,
  reason,
  isStateRead,
  signal,
}: CallerOptions): Promise<ToolCaller> {
  const remote = remoteOf({ environment, url, token });
  if (remote === undefined)
    return (await import("./local-caller.js")).createLocalCaller(environment, reason, isStateRead);
  return (await import("./remote-caller.js")).createRemoteCaller(remote, reason, signal);
}

/** The server that is called, unless it is on this machine. */
export function remoteOf({
  environment,
  url = environment["HAPROXY_MCP_URL"],
  token,
}: Pick<CallerOptions, "environment" | "url" | "token">): RemoteServer | undefined {
  return url ? { url, token: token ?? tokenFor(url, environment) } : undefined;
}

/** A token for the server of `HAPROXY_MCP_URL` is sent to no other. */
function tokenFor(url: string, environment: CallerOptions["environment"]): string | undefined {
  const own = environment["HAPROXY_MCP_URL"];
  const isOther = own !== undefined && own !== "" && originOf(url) !== originOf(own);
  return isOther ? undefined : environment["HAPROXY_MCP_TOKEN"] || undefined;
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url);
