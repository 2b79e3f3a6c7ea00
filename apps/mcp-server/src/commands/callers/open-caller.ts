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
  const remote = url ?? environment["HAPROXY_MCP_URL"];
  if (remote === undefined || remote === "")
    return (await import("./local-caller.js")).createLocalCaller(environment, reason, isStateRead);
  const { createRemoteCaller } = await import("./remote-caller.js");
  return createRemoteCaller(remote, token ?? tokenFor(remote, environment), reason, signal);
}

/** A token for the server of `HAPROXY_MCP_URL` is sent to no other. */
function tokenFor(url: string, environment: CallerOptions["environment"]): string | undefined {
  const own = environment["HAPROXY_MCP_URL"];
  const isOther = own !== undefined && own !== "" && originOf(url) !== originOf(own);
  return isOther ? undefined : environment["HAPROXY_MCP_TOKEN"];
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url);
