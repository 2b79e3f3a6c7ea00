import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { poolOf, type StateSnapshot, sameRecord } from "@haproxy-mcp/map-store";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import type { ChangeStep } from "../../src/index.js";

/** What a child that was killed wrote down before it made its changes. */
export interface RecordedStep {
  /** From 0. */
  readonly call: number;
  readonly step: ChangeStep;
}

export const recordFileOf = ({ dir }: Pick<TestHaproxy, "dir">): string => join(dir, "recorded.jsonl");

/** Returns what was written down, and forgets it. */
export async function takeRecorded(haproxy: Pick<TestHaproxy, "dir">): Promise<readonly RecordedStep[]> {
  const text = await readFile(recordFileOf(haproxy), "utf8").catch(() => "");
  await rm(recordFileOf(haproxy), { force: true });
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as RecordedStep]));
}

/** What became of a step, as a history can find out: by revision, or by the names and slots that the step is about. */
export function outcomeOf(
  { before, after, difference: { names, servers } }: ChangeStep,
  { revision, state }: Pick<StateSnapshot, "revision" | "state">,
): "done" | "rolled back" | "unknown" {
  if (before !== after && revision === after) return "done";
  if (before !== after && revision === before) return "rolled back";
  const isAs = (side: "before" | "after") =>
    names.every((one) => poolOf(state, one.name) === one[side]) &&
    servers.every(({ pool, slot, [side]: then }) => {
      const now = state.pools.get(pool)?.servers.get(slot);
      return now === undefined ? then === undefined : sameRecord(now, then);
    });
  if (isAs("after") === isAs("before")) return "unknown";
  return isAs("after") ? "done" : "rolled back";
}
