import { Agent } from "node:http";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import {
  freePort,
  request,
  startBackend,
  startHaproxy,
  type TestBackend,
  type TestHaproxy,
} from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { loadBalancerOf } from "./harness.js";

const CLIENTS = 4; // of each kind
const RELOADS = 20;
const HOSTS = ["a.example.test", "x.w.example.test"];

/** As an operator runs it: on a TCP port, whose listener goes from one worker to the next. */
async function startOnPort(port: number): Promise<TestHaproxy> {
  return startHaproxy({
    config: ({ runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 5, slots: 3 },
        httpBinds: [`127.0.0.1:${port}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
        maxConnections: 1_000,
        accessLog: { target: "stdout" },
      }),
  });
}

interface Load extends AsyncDisposable {
  readonly statuses: Map<number, number>;
  /** Connections that failed while there was a listener. */
  readonly failures: string[];
  answered(): number;
  /** While there is none, connections may fail. */
  listener: boolean;
}

/** Clients that keep their connection, and clients that open one for each request, until it is disposed of. */
function startLoad(port: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const statuses = new Map<number, number>();
  const load = { statuses, failures: [] as string[], listener: true };
  let isOver = false;
  let changes = 0;
  const run = async (isKept: boolean) => {
    for (let number = 0; !isOver; number++) {
      const [wasListening, before] = [load.listener, changes];
      const host = HOSTS[number % HOSTS.length] ?? "";
      try {
        const { status } = await request({ port }, { host, agent: isKept ? agent : undefined });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      } catch (error) {
        // A kept connection may be closed between two requests: a client has to open another.
        if (!isKept && wasListening && load.listener && before === changes) load.failures.push(String(error));
      }
    }
  };
  const running = Promise.all(Array.from({ length: CLIENTS }, () => [run(true), run(false)]).flat());
  return {
    ...load,
    get listener() {
      return load.listener;
    },
    set listener(isThere) {
      changes++;
      load.listener = isThere;
    },
    answered: () => [...statuses.values()].reduce((sum, count) => sum + count, 0),
    async [Symbol.asyncDispose]() {
      isOver = true;
      await running;
      agent.destroy();
    },
  };
}

async function requestsOn(load: Load, count: number): Promise<void> {
  const until = load.answered() + count;
  while (load.answered() < until) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function fill(haproxy: TestHaproxy, four: TestBackend, six: TestBackend): Promise<void> {
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  await loadBalancer.addDomain({ domain: "a.example.test", server: four });
  await loadBalancer.addServer({ domain: "a.example.test", ip: six.ip, port: six.port, weight: 2 });
  await loadBalancer.addDomain({ domain: "*.w.example.test", server: six });
  await loadBalancer.addServer({ domain: "*.w.example.test", ip: "127.0.0.1", port: 1 });
  await loadBalancer.setServerState({ domain: "*.w.example.test", slot: 2, state: "maint" });
}

it("responds 200 to every request through 20 reloads and a kill, while our server is down", {
  timeout: 120_000,
}, async () => {
  await using four = await startBackend({ name: "four" });
  await using six = await startBackend({ name: "six", host: "::1" });
  const port = await freePort();
  await using haproxy = await startOnPort(port);
  await fill(haproxy, four, six);
  await using load = startLoad(port);

  for (let reload = 0; reload < RELOADS; reload++) {
    await requestsOn(load, 50);
    await haproxy.reload();
  }
  await requestsOn(load, 100);
  load.listener = false;
  await haproxy.restart();
  load.listener = true;
  await requestsOn(load, 500);
  await load[Symbol.asyncDispose]();

  expect([...load.statuses.keys()]).toEqual([200]);
  expect(load.failures).toEqual([]);
  expect([four.requests(), six.requests()].every((count) => count > 100)).toBe(true);
});
