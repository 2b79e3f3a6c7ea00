import { HostError } from "@haproxy-mcp/haproxy-host";
import { UserError } from "../program/user-error.js";
import { ConfigError } from "../settings/config.js";

/** Errors that the operator can fix; any other is a bug, and keeps its stack. */
export function isExpected(error: unknown): error is Error {
  return error instanceof UserError || error instanceof ConfigError || HostError.isInstance(error);
}
