// Which of several tabs reads the stream, in place of a browser that can suspend them.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LiveState } from "../../../web/live/state.js";

interface LiveSource {
  state(): LiveState;
  start(): void;
  stop(): void;
}

// its types are those of a browser
const { createLiveSource } = await vi.importActual<{
  createLiveSource(url: string, hasEnded: () => Promise<boolean>, isHidden: () => boolean): LiveSource;
}>("../../../web/live/source.js");

type Listener = (event: { readonly data: string }) => void;

class FakeStream {
  static readonly CLOSED = 2;
  static open: FakeStream[] = [];
  readonly listeners = new Map<string, Listener>();
  onopen = () => {};
  onerror = () => {};
  readyState = 1;
  constructor() {
    FakeStream.open.push(this);
  }
  addEventListener(type: string, listener: Listener) {
    this.listeners.set(type, listener);
  }
  close() {
    FakeStream.open = FakeStream.open.filter((one) => one !== this);
  }
  send(type: string, data: unknown) {
    this.listeners.get(type)?.({ data: JSON.stringify(data) });
  }
}

class FakeChannel {
  static all: FakeChannel[] = [];
  onmessage = (_event: { readonly data: unknown }) => {};
  constructor() {
    FakeChannel.all.push(this);
  }
  postMessage(data: unknown) {
    for (const one of FakeChannel.all) if (one !== this) one.onmessage({ data: structuredClone(data) });
  }
  close() {
    FakeChannel.all = FakeChannel.all.filter((one) => one !== this);
  }
}

/** Web Locks with one name. */
function createLocks() {
  const queue: (() => void)[] = [];
  let lose: ((error: Error) => void) | undefined;
  const next = () => {
    lose = undefined;
    queue.shift()?.();
  };
  return {
    request(
      _name: string,
      { signal, steal = false }: { readonly signal?: AbortSignal; readonly steal?: boolean },
      callback: () => Promise<void>,
    ) {
      return new Promise<void>((resolve, reject) => {
        const begin = () => {
          let isHeld = true;
          lose = (error) => {
            isHeld = false;
            reject(error);
          };
          void callback().then(() => {
            resolve();
            if (isHeld) next();
          });
        };
        signal?.addEventListener("abort", () => {
          if (queue.includes(begin)) queue.splice(queue.indexOf(begin), 1);
          reject(new Error("aborted"));
        });
        if (steal) lose?.(new Error("stolen"));
        if (steal || lose === undefined) begin();
        else queue.push(begin);
      });
    },
  };
}

const tabs: LiveSource[] = [];
const tick = (at: number) => ({ at, pools: [] });

function openTab({ isHidden = false } = {}): LiveSource {
  const tab = createLiveSource(
    "/ui/events",
    async () => false,
    () => isHidden,
  );
  tab.start();
  tabs.push(tab);
  return tab;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeStream);
  vi.stubGlobal("BroadcastChannel", FakeChannel);
  vi.stubGlobal("navigator", { locks: createLocks() });
});

afterEach(() => {
  for (const tab of tabs.splice(0)) tab.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  FakeStream.open = [];
});

async function connect() {
  const [stream] = FakeStream.open;
  stream?.onopen();
  stream?.send("tick", tick(1_000));
  await vi.advanceTimersByTimeAsync(0);
  return stream;
}

it("one of two tabs reads, and both show it", async () => {
  const [one, other] = [openTab(), openTab()];
  await connect();
  expect(FakeStream.open).toHaveLength(1);
  expect([one, other].map((tab) => tab.state().samples.length)).toEqual([1, 1]);

  one.stop();
  await vi.advanceTimersByTimeAsync(0);

  expect(FakeStream.open).toHaveLength(1);
});

it("a tab that is seen takes the place of one that the browser has suspended, and that one follows", async () => {
  const suspended = openTab({ isHidden: true });
  const stream = await connect();
  const seen = openTab();
  await vi.advanceTimersByTimeAsync(8_000);
  stream?.send("alive", {});
  await vi.advanceTimersByTimeAsync(8_000);
  expect(FakeStream.open).toEqual([stream]);
  expect(seen.state().connection).toBe("live");

  await vi.advanceTimersByTimeAsync(5_000);

  expect(seen.state().connection).toBe("lost");
  expect(FakeStream.open).toHaveLength(1);
  expect(FakeStream.open[0]).not.toBe(stream);
  const own = await connect();
  own?.send("tick", tick(9_000));
  for (const tab of [suspended, seen])
    expect(tab.state()).toMatchObject({ connection: "live", samples: [{}, {}, { at: 9_000 }] });

  seen.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(FakeStream.open).toHaveLength(1);
});

it("a connection that breaks with no word is opened again", async () => {
  const tab = openTab();
  const stream = await connect();

  await vi.advanceTimersByTimeAsync(13_000);

  expect(tab.state().connection).toBe("lost");
  expect(FakeStream.open).toHaveLength(1);
  expect(FakeStream.open[0]).not.toBe(stream);
});

it("waits longer each time, for what a slow network takes long to bring", async () => {
  const tab = openTab();
  const streams = new Set(FakeStream.open);
  for (let seconds = 0; seconds < 100; seconds += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    for (const stream of FakeStream.open) {
      if (!streams.has(stream)) stream.onopen();
      streams.add(stream);
    }
  }
  expect(streams.size).toBe(4); // after 12, 24 and 48 s

  FakeStream.open[0]?.send("alive", {});
  await vi.advanceTimersByTimeAsync(13_000);

  expect(tab.state().connection).toBe("lost");
});

it("a tab that is not seen takes nothing from another", async () => {
  openTab({ isHidden: true });
  const stream = await connect();
  openTab({ isHidden: true });

  await vi.advanceTimersByTimeAsync(60_000);

  expect(FakeStream.open).toEqual([stream]);
});
