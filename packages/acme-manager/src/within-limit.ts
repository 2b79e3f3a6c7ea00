import { AcmeError } from "./errors.js";

/**
 * Runs an abortable task with a time limit.
 *
 * @throws AcmeError `TIMEOUT` once its time is up; `CANCELLED` once the caller's signal aborts
 */
export async function withinLimit<T>(
  what: string,
  limitMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await work(signal === undefined ? limit : AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!limit.aborted || signal?.aborted === true) throw error;
    throw new AcmeError("TIMEOUT", `${what} timed out after ${Math.round(limitMs / 1_000)} s`, {
      cause: error,
    });
  }
}
