import type { RecentSample, TimedSample } from "../../monitoring/recent-sample.js";
import type { Log } from "../../program/log.js";
import type { HaproxyPart } from "../model.js";
import { createDomainRows } from "./domain-rows.js";
import { createHaproxyState } from "./haproxy-part.js";
import { createJob } from "./job.js";
import type { LiveClock } from "./live-clock.js";
import { createTicks } from "./ticks.js";
import type { PartName } from "./viewers.js";

/** Another caller's sample is used if it is not older. */
const SHARED_MS = 500;

export interface SampledPartsOptions {
  readonly sample: RecentSample["sample"];
  /** Where HAProxy's Runtime API is. */
  readonly target: string;
  readonly clock: LiveClock;
  readonly log: Log;
  readonly send: (name: PartName, text: string) => void;
  /** Aborts when the server stops. */
  readonly signal: AbortSignal;
}

/** The parts that each sample brings: `haproxy`, `domains`, `tick` and `past`. */
export interface SampledParts {
  /** Takes a sample, and sends what changed. While one is being taken, another follows only if it is to be taken again. */
  refresh(again?: boolean): void;
  /** When the last sample was begun, by `nowMs`. */
  sampledAt(): number;
  whole(name: PartName): string | undefined;
  /** Resolves once no sample is being taken. */
  idle(): Promise<void>;
  clear(): void;
}

export function createSampledParts(options: SampledPartsOptions): SampledParts {
  const { sample, target, clock, log, send, signal } = options;
  const stopped = new Promise<undefined>((resolve) =>
    signal.addEventListener("abort", () => resolve(undefined)),
  );
  let haproxy = createHaproxyState(target);
  const rows = createDomainRows();
  const ticks = createTicks();
  let haproxyText: string | undefined;
  let last: TimedSample | undefined;
  let begunAt = Number.NEGATIVE_INFINITY;

  const sendHaproxy = (part: HaproxyPart) => {
    const text = JSON.stringify(part);
    if (text === haproxyText) return;
    haproxyText = text;
    send("haproxy", text);
  };

  const job = createJob(async () => {
    begunAt = clock.nowMs();
    try {
      const found = await Promise.race([sample({ notOlderMs: SHARED_MS }), stopped]);
      if (found === undefined || found === last) return;
      last = found;
      const at = clock.now() - (clock.nowMs() - found.at);
      const domains = rows.update(found.pools, at);
      const tick = ticks.add(found, at);
      sendHaproxy(haproxy.up(found.process, at));
      if (domains !== undefined) send("domains", domains);
      send("tick", tick);
    } catch (error) {
      const part = haproxy.down(error, clock.now());
      if (part !== undefined) sendHaproxy(part);
      else log.debug({ err: error }, "the page's numbers could not be read"); // the findings say why
    }
  });

  return {
    refresh: job.start,
    sampledAt: () => begunAt,
    idle: job.idle,
    whole(name) {
      if (name === "haproxy") return haproxyText;
      if (name === "domains") return rows.whole();
      if (name === "tick") return ticks.whole();
      return name === "past" ? ticks.past() : undefined;
    },
    clear() {
      haproxy = createHaproxyState(target);
      haproxyText = undefined;
      last = undefined;
      rows.clear();
      ticks.clear();
    },
  };
}
