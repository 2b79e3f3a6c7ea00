import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import type { Services } from "./services.js";

/** An HAProxy that is our child: when this is disposed of, none of its processes is left. */
export function ownHaproxy({ host }: Services): AsyncDisposable & { readonly host: HaproxyHost } {
  if (host === undefined) throw new Error("no HAProxy of our own is configured");
  return { host, [Symbol.asyncDispose]: () => host.stop() };
}
