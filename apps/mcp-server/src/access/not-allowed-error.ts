import type { Caller } from "./caller.js";
import { isAtLeast, type Role } from "./role.js";

/** A caller may not do what it asked for. Nothing was changed. */
export class NotAllowedError extends Error {
  override readonly name = "NotAllowedError";
  readonly code = "NOT_ALLOWED";
}

/**
 * @param what what needs the role: `haproxy_reload`
 * @throws NotAllowedError
 */
export function assertRole({ name, role }: Caller, needed: Role, what: string): void {
  if (isAtLeast(role, needed)) return;
  throw new NotAllowedError(`${what} needs the role ${needed}, and ${name} has the role ${role}`);
}
