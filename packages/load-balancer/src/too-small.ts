import { LoadBalancerError } from "./errors.js";

/**
 * An empty or much smaller state is more often a lost file than a wish, so it deletes nothing by itself.
 * One deletion is what a crash in the middle of a change leaves to do, and always passes.
 *
 * @throws LoadBalancerError `STATE_TOO_SMALL` when more would be deleted than kept
 */
export function assertNotTooSmall(deleted: number, kept: number, what: string): void {
  if (deleted <= 1 || deleted <= kept) return;
  throw new LoadBalancerError(
    "STATE_TOO_SMALL",
    `${deleted} ${what}, and only ${kept} would be left; nothing was deleted. Was a file lost?`,
  );
}
