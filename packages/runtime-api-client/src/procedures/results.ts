import type { CommandResult } from "../client.js";
import type { RuntimeApiError } from "../errors.js";

/** @throws the error of a command that failed */
export function unwrap<Reply>(result: CommandResult<Reply>): Reply {
  if (result.ok) return result.value;
  throw result.error;
}

/** The first failure of a batch. */
export function failureOf(results: readonly CommandResult<unknown>[]): RuntimeApiError | undefined {
  return results.find((result) => !result.ok)?.error;
}
