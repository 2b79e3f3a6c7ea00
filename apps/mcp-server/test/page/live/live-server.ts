import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createConnection } from "node:net";
import { type CountingProxy, startCountingProxy, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { loadConfig } from "../../../src/index.js";
import { createLive, type Live } from "../../../src/page/live/create-live.js";
import { type LiveClock, systemLiveClock } from "../../../src/page/live/live-clock.js";
import type { PageEvents } from "../../../src/page/model.js";
import { createServices, type Services } from "../../../src/services.js";
import { type Settings, settingsFor, startPools } from "../../support/program.js";

const LIMIT_MS = 15_000;

/** The stream of the page over HTTP, of a server in this process. */
export interface LiveServer extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  /** Between the server and HAProxy. */
  readonly proxy: CountingProxy;
  readonly services: Services;
  readonly live: Live;
  readonly clock: CountedClock;
  look(viewer?: { isSignedIn(): boolean }): Promise<TestViewer>;
}

export async function startLive(
  files: Readonly<Record<string, string>> = {},
  pools = { count: 5, slots: 3 },
  settings: Settings = {},
  { hasPulse = true }: { readonly hasPulse?: boolean } = {},
): Promise<LiveServer> {
  const haproxy = await startPools(files, pools);
  const proxy = await startCountingProxy({
    target: { path: haproxy.runtimeSocket },
    listenPath: `${haproxy.dir}/counted.sock`,
  });
  const config = loadConfig({
    ...(await settingsFor({ ...haproxy, runtimeSocket: proxy.path })),
    HAPROXY_POOL_COUNT: String(pools.count),
    HAPROXY_MAX_SLOTS: String(pools.slots),
    ...settings,
  });
  const silent = () => {};
  const services = createServices(config, {
    debug: silent,
    info: silent,
    warn: silent,
    error: silent,
  } as never);
  const clock = countedClock(hasPulse);
  const live = createLive({ services, serversFile: config.haproxy.serversFile, clock });
  let viewer = { isSignedIn: () => true };
  const server = createServer((_request, response) => live.connect(response, viewer)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    haproxy,
    proxy,
    services,
    live,
    clock,
    async look(given = { isSignedIn: () => true }) {
      viewer = given;
      const found = await openViewer((server.address() as AddressInfo).port);
      return found;
    },
    async [Symbol.asyncDispose]() {
      await live[Symbol.asyncDispose]();
      server.close();
      server.closeAllConnections();
      await services.accessLog.end();
      await proxy[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
    },
  };
}

export interface SeenEvent {
  readonly id: string;
  readonly name: keyof PageEvents;
  readonly data: string;
}

/** A client of the stream. Its disposal disconnects. */
export interface TestViewer extends Disposable {
  readonly head: () => string;
  /** So far. */
  readonly events: readonly SeenEvent[];
  /** All that came, as text. */
  text(): string;
  isEnded(): boolean;
  /** The newest of an event, once one has come that fits. */
  seen<Name extends keyof PageEvents>(
    name: Name,
    fits?: (data: PageEvents[Name]) => boolean,
  ): Promise<PageEvents[Name]>;
  /** Stops reading, and reads again. */
  pause(): void;
  resume(): void;
}

async function openViewer(port: number): Promise<TestViewer> {
  const socket = createConnection({ port, host: "127.0.0.1" });
  let text = "";
  let isEnded = false;
  const events: SeenEvent[] = [];
  let parsed = 0;
  socket.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
    parse();
  });
  socket.on("end", () => (isEnded = true)).on("close", () => (isEnded = true));
  socket.on("error", () => {});
  socket.write("GET /ui/events HTTP/1.0\r\nhost: localhost\r\n\r\n");
  const parse = () => {
    for (let end = text.indexOf("\n\n", parsed); end !== -1; end = text.indexOf("\n\n", parsed)) {
      const [, id, name, data] =
        /^id: (\d+)\nevent: ([a-z-]+)\ndata: (.*)$/.exec(
          text.slice(parsed, end).replace(/^.*\r\n\r\n/s, ""),
        ) ?? [];
      parsed = end + 2;
      if (id !== undefined && name !== undefined && data !== undefined)
        events.push({ id, name: name as keyof PageEvents, data });
    }
  };
  await until("the response begins", LIMIT_MS, () => text.includes("\r\n\r\n") || isEnded);
  return {
    head: () => text.slice(0, text.indexOf("\r\n\r\n")),
    events,
    text: () => text,
    isEnded: () => isEnded,
    async seen(name, fits = () => true) {
      let found: unknown;
      let next = 0;
      await until(`an event ${name}`, LIMIT_MS, () => {
        for (; next < events.length; next++) {
          const event = events[next];
          if (event?.name !== name) continue;
          const data = JSON.parse(event.data);
          if (fits(data)) found = data;
        }
        return found !== undefined;
      }).catch((error: Error) => {
        const last = events.filter((event) => event.name === name).at(-1);
        throw new Error(`${error.message}; the last one: ${last?.data.slice(0, 2_000)}`);
      });
      return found as never;
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

interface CountedClock extends LiveClock {
  /** Timers that may call back. */
  running(): number;
  /** Puts it forward, milliseconds. */
  skip(ms: number): void;
}

/** @param hasPulse whether what is to be done each second is done */
function countedClock(hasPulse: boolean): CountedClock {
  const running = new Set<() => void>();
  let skippedMs = 0;
  const count = (stop: () => void) => {
    running.add(stop);
    return () => {
      running.delete(stop);
      stop();
    };
  };
  return {
    ...systemLiveClock,
    now: () => systemLiveClock.now() + skippedMs,
    nowMs: () => systemLiveClock.nowMs() + skippedMs,
    running: () => running.size,
    skip(ms) {
      skippedMs += ms;
    },
    every: (ms, run) => count(hasPulse ? systemLiveClock.every(ms, run) : () => {}),
    after(ms, run) {
      const stop = count(
        systemLiveClock.after(ms, () => {
          stop();
          run();
        }),
      );
      return stop;
    },
  };
}
