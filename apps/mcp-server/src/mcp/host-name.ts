import { networkTest, parseNetwork } from "./networks.js";

export const isLoopback = networkTest(
  [parseNetwork("127.0.0.0/8"), parseNetwork("::1")].filter((net) => net !== undefined),
);

/** `localhost`, or a name below it (RFC 6761 section 6.3). */
export function isLocalhost(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost");
}

/** The name in a `Host` header; `undefined` for one that holds more than a name and a port (RFC 9110 section 7.2). */
export function hostOf(header: string | undefined): string | undefined {
  return header === undefined || /[@/\\?#\s]/.test(header) ? undefined : hostNameOf(`http://${header}`);
}

/** The host of a URL; an IPv6 literal keeps its brackets. */
export function hostNameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname || undefined : undefined;
}

/** An IPv6 literal without its brackets. */
export function bare(name: string): string {
  return name.replace(/^\[(.*)\]$/, "$1");
}
