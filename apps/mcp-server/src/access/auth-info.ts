import type { AuthInfo } from "@modelcontextprotocol/server";
import type { Caller } from "./caller.js";

/** Takes a caller from the HTTP server to the tools, through the SDK. Without its token, which nothing needs any more. */
export function toAuthInfo(caller: Caller): AuthInfo {
  return { token: "", clientId: caller.name, scopes: [caller.role], extra: { caller } };
}

/** The caller of {@link toAuthInfo}. */
export function callerOf(authInfo: AuthInfo | undefined): Caller | undefined {
  return authInfo?.extra?.["caller"] as Caller | undefined;
}
