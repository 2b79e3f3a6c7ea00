import { count, oneOf } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";

/** What a rate limit is for (`set rate-limit`). */
export type RateLimit = "connections" | "sessions" | "ssl-sessions" | "http-compression";

/**
 * `set rate-limit <limit> global <value>` (management.txt section 9.3): of the whole process, at once. Prints nothing on
 * success.
 *
 * @param perSecond number each second, for `http-compression` kilobytes of input each second; 0 for no limit. HAProxy itself
 *   reads what is not a number as 0
 */
export function setRateLimit(limit: RateLimit, perSecond: number): RuntimeCommand<void> {
  const name = oneOf(limit, ["connections", "sessions", "ssl-sessions", "http-compression"]);
  return write(`set rate-limit ${name} global ${count(perSecond, "a rate")}`);
}
