import type { RuntimeCommand } from "./command.js";
import type { RuntimeApiError } from "./errors.js";

/** The reply of a command, or why there is none. */
export type CommandResult<Reply> =
  | { readonly ok: true; readonly value: Reply }
  | { readonly ok: false; readonly error: RuntimeApiError };

/** A result for each command of a batch, in their order, with the type of its reply. */
export type BatchResults<Commands extends readonly RuntimeCommand<unknown>[]> = {
  readonly [Index in keyof Commands]: CommandResult<
    Commands[Index] extends RuntimeCommand<infer Reply> ? Reply : never
  >;
};

/** The value of a result. @throws RuntimeApiError of a command that failed */
export function unwrap<Reply>(result: CommandResult<Reply>): Reply {
  if (result.ok) return result.value;
  throw result.error;
}

/** What the commands of a batch return, in order. */
export type BatchValues<Results extends readonly CommandResult<unknown>[]> = {
  -readonly [Index in keyof Results]: Results[Index] extends CommandResult<infer Reply> ? Reply : never;
};

/**
 * The values of a batch, `const [info, rows] = unwrapAll(await client.batch([showInfo(), showStat()]))`.
 *
 * @throws RuntimeApiError of the first command that failed; those after it may have succeeded
 */
export function unwrapAll<const Results extends readonly CommandResult<unknown>[]>(
  results: Results,
): BatchValues<Results> {
  return results.map(unwrap) as BatchValues<Results>;
}

/** The first failure of a batch. */
export function failureOf(results: readonly CommandResult<unknown>[]): RuntimeApiError | undefined {
  return results.find((result) => !result.ok)?.error;
}
