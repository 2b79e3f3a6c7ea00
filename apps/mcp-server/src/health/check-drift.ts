import { type Drift, describeDifference } from "@haproxy-mcp/load-balancer";
import { messageOf } from "../program/message-of.js";
import { SHOWN_AT_MOST } from "../tools/bounded-list.js";
import type { Component } from "./component.js";

const LIMIT_MS = 3_000;

export type DriftHealth = Component & {
  readonly differences: number;
  /** In words. */
  readonly first: string[];
};

/** Waits for changes that are being made, but not for long. */
export async function checkDrift(
  findDrift: (options: { readonly signal: AbortSignal }) => Promise<Drift>,
  signal: AbortSignal,
): Promise<DriftHealth> {
  try {
    const { differences } = await findDrift({
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    const first = differences.slice(0, SHOWN_AT_MOST).map(describeDifference);
    if (differences.length === 0) return { status: "ok", differences: 0, first };
    return {
      status: "error",
      reason: `HAProxy differs from the files in ${differences.length}`,
      advice:
        "Call haproxy_restore_state to make HAProxy match, or haproxy_save_state with adopt_running to keep what was changed by hand.",
      differences: differences.length,
      first,
    };
  } catch (error) {
    return { status: "error", reason: messageOf(error), differences: 0, first: [] };
  }
}
