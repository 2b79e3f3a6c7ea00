import { createSocketTransport, type Transport } from "@haproxy-mcp/runtime-api-client";

/** A transport that records what it sends, so that the floor can send the same. */
export function recordingTransport(path: string): Transport & { readonly requests: readonly string[] } {
  const real = createSocketTransport({ path });
  const requests: string[] = [];
  return {
    target: real.target,
    requests,
    exchange(request, options, receive) {
      requests.push(request);
      return real.exchange(request, options, receive);
    },
  };
}
