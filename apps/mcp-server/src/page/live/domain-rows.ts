import type { PoolSample } from "@haproxy-mcp/load-balancer";
import type { DomainRow } from "../model.js";
import { type SampleTimes, toDomainRow } from "./domain-row.js";

/** The rows of all pools, as JSON texts: each is made once, whoever gets it. */
export interface DomainRows {
  /** The next sample. Returns what changed since the one before as the text of a `DomainsPart`; `undefined`: nothing. */
  update(pools: readonly PoolSample[], at: number): string | undefined;
  /** All of them, as the text of a `DomainsPart`. `gone` has the pools that went since the first sample. */
  whole(): string | undefined;
  clear(): void;
}

interface Kept {
  readonly row: DomainRow;
  readonly text: string;
}

export function createDomainRows(): DomainRows {
  let rows = new Map<number, Kept>();
  let times: SampleTimes | undefined;
  /** For viewers that missed when they went. */
  const gone = new Set<number>();
  const part = (set: readonly string[], numbers: Iterable<number>) =>
    `{"set":[${set.join(",")}],"gone":${JSON.stringify([...numbers])}}`;

  return {
    update(pools, at) {
      const before = rows;
      times = { at, beforeAt: times?.at };
      const changed: string[] = [];
      rows = new Map();
      for (const pool of pools) {
        const row = toDomainRow(pool, times, before.get(pool.number)?.row);
        const text = JSON.stringify(row);
        rows.set(row.pool, { row, text });
        gone.delete(row.pool);
        if (before.get(row.pool)?.text !== text) changed.push(text);
      }
      const went = [...before.keys()].filter((number) => !rows.has(number));
      for (const number of went) gone.add(number);
      return changed.length + went.length === 0 ? undefined : part(changed, went);
    },
    whole() {
      if (times === undefined) return undefined;
      return part(
        [...rows.values()].map(({ text }) => text),
        gone,
      );
    },
    clear() {
      rows.clear();
      gone.clear();
      times = undefined;
    },
  };
}
