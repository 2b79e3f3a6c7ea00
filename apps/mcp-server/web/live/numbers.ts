import type { PoolTick } from "../../src/page/model.js";
import type { LiveState } from "./state.js";

/** Of the last second. */
export interface Numbers {
  /** A second; `null`: not known. */
  readonly requests: number | null;
  /** Percent of the responses, 0 to 100; `null`: not known. */
  readonly errors: number | null;
  /** Average of the last 1,024 requests. */
  readonly ms: number;
  readonly sessions: number;
  readonly queued: number;
  server(slot: number): { readonly requests: number | null; readonly sessions: number } | undefined;
}

export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly requests: number | null;
  readonly errors: number | null;
  readonly ms: number | null;
}

/** Samples further apart than this have a gap between them; the stream has one a second. */
const GAP_MS = 3_500;
/** Samples from before a gap may be older. */
const SHOWN_MS = 120_000;

export function numbersOf(state: LiveState, pool: number): Numbers | undefined {
  const tick = state.latest.get(pool);
  if (tick === undefined) return undefined;
  const [, requests, errors, ms, sessions, queued, servers] = tick;
  return {
    requests,
    errors,
    ms,
    sessions,
    queued,
    server(slot) {
      const found = servers.find(([number]) => number === slot);
      return found && { requests: found[1], sessions: found[2] };
    },
  };
}

/** The last two minutes, the oldest first; a sample of `null`s where none was taken. */
export function seriesOf({ base, samples }: LiveState, pool: number): Sample[] {
  const series: Sample[] = [];
  let current: PoolTick | undefined = base.get(pool);
  let before: number | undefined;
  for (const { at, pools } of samples) {
    if (before !== undefined && at - before > GAP_MS) series.push(sample(before + 1_000, undefined));
    current = pools.get(pool) ?? current;
    series.push(sample(at, current));
    before = at;
  }
  return series.filter(({ at }) => before !== undefined && at >= before - SHOWN_MS);
}

function sample(at: number, tick: PoolTick | undefined): Sample {
  const [, requests = null, errors = null, ms = null] = tick ?? [];
  return { at, requests, errors, ms };
}
