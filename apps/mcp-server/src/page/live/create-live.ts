import type { ServerResponse } from "node:http";
import type { Services } from "../../services.js";
import { createBesideParts } from "./beside-parts.js";
import { type LiveClock, systemLiveClock } from "./live-clock.js";
import { createSampledParts } from "./sampled-parts.js";
import { createViewers, type PartName, type Viewer } from "./viewers.js";

const PULSE_MS = 1_000;
/** Heartbeats, in pulses. */
const HEARTBEAT = 5;
/** What is known is kept for a page that is loaded again. */
const KEPT_MS = 10_000;
/** Many changes in a row cause four samples a second. */
const GAP_MS = 250;

export interface LiveOptions {
  readonly services: Pick<
    Services,
    "sample" | "checks" | "history" | "loadBalancer" | "runtime" | "log" | "onChange"
  >;
  /** For where a server is recorded. */
  readonly serversFile: string;
  readonly clock?: LiveClock | undefined;
}

/** What the page shows, as it is now, to all its viewers. */
export interface Live extends AsyncDisposable {
  /**
   * Answers a request with the events of `PageEvents`, until the viewer disconnects, may look no more, or the server stops. With 503 where
   * 64 look already.
   */
  connect(response: ServerResponse, viewer: Viewer): void;
}

/** Samples HAProxy once a second, and after each change, while it has a viewer; otherwise it asks nothing. */
export function createLive({ services, serversFile, clock = systemLiveClock }: LiveOptions): Live {
  const { log } = services;
  const send = (name: PartName, text: string) => viewers.send(name, text);
  const stopping = new AbortController();
  const shared = { ...services, clock, log, send, signal: stopping.signal };
  const sampled = createSampledParts({ ...shared, target: services.runtime.target });
  const beside = createBesideParts({ ...shared, serversFile });
  const viewers = createViewers((name) => sampled.whole(name) ?? beside.whole(name), lookedAt);
  let running: { stop(): void } | undefined;
  let stoppedAt = Number.NEGATIVE_INFINITY;

  function begin(): { stop(): void } {
    if (clock.nowMs() > stoppedAt + KEPT_MS) {
      sampled.clear();
      beside.clear();
    }
    let pulses = 0;
    let cancelNext: (() => void) | undefined;
    const sampleSoon = () => {
      cancelNext ??= clock.after(Math.max(0, sampled.sampledAt() + GAP_MS - clock.nowMs()), () => {
        cancelNext = undefined;
        sampled.refresh(true);
      });
    };
    const pulse = () => {
      viewers.review();
      if (++pulses % HEARTBEAT === 0) viewers.heartbeat();
      sampled.refresh();
      beside.pulse();
    };
    const stopPulse = clock.every(PULSE_MS, pulse);
    const stopListening = services.onChange(() => {
      sampleSoon();
      beside.changed();
    });
    sampled.refresh();
    beside.pulse();
    return {
      stop() {
        stopPulse();
        stopListening();
        cancelNext?.();
      },
    };
  }

  function lookedAt(): void {
    if (viewers.count > 0) running ??= begin();
    else if (running !== undefined) {
      running.stop();
      running = undefined;
      stoppedAt = clock.nowMs();
    }
  }

  return {
    connect: viewers.connect,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      viewers.end();
      await Promise.all([sampled.idle(), beside.idle()]);
    },
  };
}
