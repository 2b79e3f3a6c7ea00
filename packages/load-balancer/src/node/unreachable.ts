import { RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import { LoadBalancerError } from "../errors.js";

/** For a failure before anything was sent that changes HAProxy. Errors of other packages stay as they are. */
export function unreachable(error: unknown): unknown {
  if (!RuntimeApiError.isInstance(error)) return error;
  const code = error.code === "CANCELLED" ? "CANCELLED" : "HAPROXY_UNREACHABLE";
  return new LoadBalancerError(code, error.message, { cause: error });
}
