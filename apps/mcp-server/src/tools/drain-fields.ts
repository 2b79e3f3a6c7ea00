import { z } from "zod";
import { countOf } from "../program/count-of.js";

const MS_PER_SEC = 1_000;
/** In clients, a call times out after 60 s. */
export const MAX_TIMEOUT_SEC = 45;

/** How long a tool waits, in seconds. */
export const waitSecondsField = z.number().int().min(0).max(MAX_TIMEOUT_SEC);
export const drainTimeoutField = waitSecondsField
  .default(0)
  .describe("Drain first, and wait at most this many seconds for open sessions; 0 removes at once");

export function toMs(seconds: number): number {
  return seconds * MS_PER_SEC;
}

export function toSeconds(ms: number): number {
  return ms / MS_PER_SEC;
}

export function describeLeft(sessions: number): string {
  return `${countOf(sessions, "session")} left`;
}
