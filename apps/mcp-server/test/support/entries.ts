import type { HistoryEntry } from "../../src/history/history-entry.js";
import type { FoundEntry } from "../../src/history/read-entries.js";
import { thisWriter } from "../../src/history/writer.js";
import { CALLER } from "./tool-calls.js";

const record = (ip: string) => ({ ip, port: 8080, weight: 1, state: "ready" });

/** An entry that added a domain on pool_1 with a server. */
export function addedDomain(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  const id = "20261126T150054Z-00000001";
  const step = {
    kind: "step",
    id,
    step: 0,
    before: "r0",
    after: "r1",
    difference: {
      names: [{ name: "d1.example.test", before: undefined, after: 1 }],
      servers: [{ pool: 1, slot: 1, before: undefined, after: record("10.0.0.1") }],
      kept: [],
    },
  } as unknown as HistoryEntry["steps"][number];
  return {
    id,
    time: "2026-11-26T15:00:54.000Z",
    caller: { ...CALLER, client: "claude-code 2.1.0", address: "203.0.113.9" },
    operation: "add_domain",
    arguments: { domain: "d1.example.test", ip: "10.0.0.1" },
    undoes: undefined,
    undoneBy: undefined,
    writer: thisWriter(),
    steps: [step],
    end: { time: "2026-11-26T15:00:54.040Z", result: "done", durationMs: 40 },
    ...changes,
  };
}

/** A history that has these, the newest first. */
export function historyWith(...found: readonly (HistoryEntry | string)[]) {
  return {
    async *entries(): AsyncGenerator<FoundEntry, void> {
      for (const one of found) yield typeof one === "string" ? { problem: one } : { entry: one };
    },
  };
}
