import type { RuntimeCommand } from "./command.js";
import type { RuntimeApiError } from "./errors.js";

export type CommandResult<Reply> =
  | { readonly ok: true; readonly value: Reply }
  | { readonly ok: false; readonly error: RuntimeApiError };

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

/** The first failure of a batch. */
export function failureOf(results: readonly CommandResult<unknown>[]): RuntimeApiError | undefined {
  return results.find((result) => !result.ok)?.error;
}
