import { AcmeError, throwIfCancelled } from "./errors.js";

/**
 * Runs every check, so that all findings are reported at once.
 *
 * @throws AcmeError the only finding, or one with the code of the first and the text of all
 */
export async function allOf(
  checks: readonly (() => Promise<void>)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const results = await Promise.allSettled(checks.map((check) => check()));
  throwIfCancelled(signal);
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const [first, ...others] = errors;
  if (first === undefined) return;
  if (others.length === 0 || !errors.every(AcmeError.isInstance)) throw first;
  const message = [first.message, ...others.map(({ code, message }) => `${code}: ${message}`)].join(
    "; also ",
  );
  throw new AcmeError(first.code, message, { retryAt: first.retryAt, cause: new AggregateError(errors) });
}
