import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "@haproxy-mcp/test-haproxy";

const PAUSE_MS = 40;

/** Steady, light traffic: a request for each host in turn, again and again. */
export interface SteadyTraffic extends AsyncDisposable {
  /** How often each status came back, by host. */
  readonly seen: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** @param hosts one for each request of a round, so that a host that is in it twice gets twice as many */
export function startSteadyTraffic(port: number, hosts: readonly string[]): SteadyTraffic {
  const seen = new Map<string, Map<number, number>>();
  const over = new AbortController();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const send = async (host: string) => {
    // while HAProxy is down: none
    const status = await request({ port }, { host, path: "/", agent }).then(
      (response) => response.status,
      () => 0,
    );
    const counts = seen.get(host) ?? new Map<number, number>();
    seen.set(host, counts.set(status, (counts.get(status) ?? 0) + 1));
  };
  const run = async () => {
    while (!over.signal.aborted) {
      for (const host of hosts) {
        await send(host);
        await sleep(PAUSE_MS, undefined, { signal: over.signal }).catch(() => {});
      }
    }
  };
  const running = run();
  return {
    seen,
    async [Symbol.asyncDispose]() {
      over.abort();
      await running;
      agent.destroy();
    },
  };
}
