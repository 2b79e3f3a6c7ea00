import type { LoadBalancer, Sample } from "@haproxy-mcp/load-balancer";

const RECENT_MS = 1_000;
/** The longest that a sample may take that callers share. */
const LIMIT_MS = 5_000;

export interface RecentSample {
  /**
   * HAProxy and the desired state, at most a second old. Callers within that time share one reading.
   *
   * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, also after 5 s; StoreError
   */
  sample(request?: SampleRequest): Promise<TimedSample>;
  /** Something was changed: the next request reads again. */
  forget(): void;
}

interface SampleRequest {
  /** Milliseconds. Default: 1,000. */
  readonly notOlderMs?: number | undefined;
}

export interface TimedSample extends Sample {
  /** When it was asked for, in milliseconds of the clock that was handed in. */
  readonly at: number;
}

/** @param now in milliseconds, from any start */
export function createRecentSample(
  loadBalancer: Pick<LoadBalancer, "sample">,
  now: () => number,
): RecentSample {
  let last: { readonly at: number; readonly sample: Promise<TimedSample> } | undefined;
  let previous: Sample | undefined;

  async function take(at: number): Promise<TimedSample> {
    // one caller that cancels must not fail the others
    const found = await loadBalancer.sample({ previous }, { signal: AbortSignal.timeout(LIMIT_MS) });
    previous = found;
    return { ...found, at };
  }

  return {
    forget() {
      last = undefined;
    },
    sample({ notOlderMs = RECENT_MS } = {}) {
      const at = now();
      if (last !== undefined && at - last.at < notOlderMs) return last.sample;
      const made = { at, sample: take(at) };
      last = made;
      made.sample.catch(() => {
        if (last === made) last = undefined;
      });
      return made.sample;
    },
  };
}
