import type { PoolSample, Sample, ServerSample } from "@haproxy-mcp/load-balancer";
import type { TimedSample } from "../../monitoring/recent-sample.js";
import type { PoolTick, ServerTick } from "../model.js";

/** Two minutes. */
const KEPT = 120;
const MS_PER_SEC = 1_000;
const PERCENT = 100;

/** The numbers of the last two minutes, as JSON texts. */
export interface Ticks {
  /**
   * The next sample. Returns the text of a `Tick`: the pools whose numbers changed.
   *
   * @param at in milliseconds since 1970
   */
  add(sample: TimedSample, at: number): string;
  /** The newest tick with all pools. */
  whole(): string | undefined;
  /** The text of the ticks before it, without servers. The first has all pools. */
  past(): string;
  clear(): void;
}

/** A tick with the pools that changed: by number, as the text that is sent, and without the servers. */
interface Kept {
  readonly at: number;
  readonly pools: ReadonlyMap<number, string>;
}

export function createTicks(): Ticks {
  let last: { readonly sample: TimedSample; readonly at: number } | undefined;
  /** The newest numbers of each pool. */
  const newest = new Map<number, { readonly text: string; readonly short: string }>();
  /** Those before the first of the ticks that are kept. */
  const base = new Map<number, string>();
  const kept: Kept[] = [];
  let past: string | undefined;

  const drop = () => {
    for (const [number, text] of kept.shift()?.pools ?? []) base.set(number, text);
  };

  return {
    add(sample, at) {
      const before = last === undefined ? undefined : countedIn(last.sample, sample);
      last = { sample, at };
      past = undefined;
      const changed: string[] = [];
      const short = new Map<number, string>();
      const present = new Set<number>();
      for (const pool of sample.pools) {
        const tick = poolTick(pool, before?.pools.get(pool.pool), before?.seconds ?? 0);
        if (tick === undefined) continue;
        const [number] = tick;
        const texts = { text: JSON.stringify(tick), short: JSON.stringify([...tick.slice(0, -1), []]) };
        const known = newest.get(number);
        present.add(number);
        newest.set(number, texts);
        if (known?.text !== texts.text) changed.push(texts.text);
        if (known?.short !== texts.short) short.set(number, texts.short);
      }
      for (const number of newest.keys()) if (!present.has(number)) newest.delete(number);
      for (const number of base.keys()) if (!present.has(number)) base.delete(number);
      kept.push({ at, pools: short });
      if (kept.length > KEPT) drop();
      return tickText(at, changed);
    },
    whole() {
      if (last === undefined) return undefined;
      return tickText(
        last.at,
        [...newest.values()].map(({ text }) => text),
      );
    },
    past() {
      if (past !== undefined) return past;
      const texts = kept
        .slice(0, -1)
        .map(({ at, pools }, i) =>
          tickText(at, [...(i > 0 ? pools : new Map([...base, ...pools])).values()]),
        );
      past = `[${texts.join(",")}]`;
      return past;
    },
    clear() {
      last = undefined;
      newest.clear();
      base.clear();
      kept.length = 0;
      past = undefined;
    },
  };
}

function tickText(at: number, pools: readonly string[]): string {
  return `{"at":${Math.round(at)},"pools":[${pools.join(",")}]}`;
}

interface Counted {
  readonly pools: ReadonlyMap<string, PoolSample>;
  readonly seconds: number;
}

/** The counters that rates start from; none after a restart or reload of HAProxy. */
function countedIn(before: TimedSample, now: TimedSample): Counted | undefined {
  if (isAnotherWorker(before.process, now.process)) return undefined;
  const pools = new Map(before.pools.map((pool) => [pool.pool, pool]));
  return { pools, seconds: (now.at - before.at) / MS_PER_SEC };
}

function isAnotherWorker(one: Sample["process"], other: Sample["process"]): boolean {
  return one.pid !== other.pid || other.uptimeSec < one.uptimeSec;
}

/** `undefined` for a pool that HAProxy lacks. */
function poolTick(
  { number, traffic, servers }: PoolSample,
  before: PoolSample | undefined,
  seconds: number,
): PoolTick | undefined {
  if (traffic === undefined) return undefined;
  const was = before?.traffic;
  const known = new Map(before?.servers.map((server) => [server.slot, server]));
  const responses = since(was && sum(was.responses), sum(traffic.responses));
  const errors = since(was?.responses["5xx"], traffic.responses["5xx"]);
  return [
    number,
    rate(since(was?.totalRequests, traffic.totalRequests), seconds),
    percent(errors, responses),
    traffic.averageResponseMs,
    traffic.currentSessions,
    traffic.queued,
    servers.map((server) => serverTick(server, known.get(server.slot), seconds)),
  ];
}

function serverTick(
  { slot, totalRequests, currentSessions }: ServerSample,
  before: ServerSample | undefined,
  seconds: number,
): ServerTick {
  return [slot, rate(since(before?.totalRequests, totalRequests), seconds), currentSessions];
}

/** `undefined` where it is not known: the counter went back, or there was none. */
function since(before: number | undefined, now: number): number | undefined {
  return before === undefined || now < before ? undefined : now - before;
}

function rate(count: number | undefined, seconds: number): number | null {
  return count === undefined || seconds <= 0 ? null : Math.round((count / seconds) * 10) / 10;
}

/** So that a small share is not 0. */
function percent(part: number | undefined, whole: number | undefined): number | null {
  if (part === undefined || whole === undefined || whole <= 0) return null;
  return Number(Math.min(PERCENT, (part / whole) * PERCENT).toPrecision(3));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
