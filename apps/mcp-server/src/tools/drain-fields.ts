import { z } from "zod";

const MS_PER_SEC = 1_000;
/** Clients give up on a call after 60 s. */
const MAX_TIMEOUT_SEC = 45;

/** Seconds of waiting for sessions to end, in the inputs of tools. */
export const drainSecondsField = z.number().int().min(0).max(MAX_TIMEOUT_SEC);
export const drainTimeoutField = drainSecondsField
  .default(0)
  .describe("Drains first and waits so many seconds at most for open sessions; 0 removes at once");

export function toMs(seconds: number): number {
  return seconds * MS_PER_SEC;
}

export function toSeconds(ms: number): number {
  return ms / MS_PER_SEC;
}

export function describeLeft(sessions: number): string {
  return `${sessions} sessions left`;
}
