import type { RequestId } from "@modelcontextprotocol/server";

export interface RpcErrorOptions {
  /** JSON-RPC error code; default -32000, a server's own. */
  readonly code?: number | undefined;
  /** The request that it responds to. */
  readonly id?: RequestId | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export function rpcError(
  status: number,
  message: string,
  { code = -32000, id, headers = {} }: RpcErrorOptions = {},
): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: id ?? null }, { status, headers });
}
