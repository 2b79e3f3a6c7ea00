import { followServer, serverNow } from "../parts/server-clock.js";
import { readStream, type StreamReader } from "./read-stream.js";
import { type LiveEvent, type LiveState, NOTHING, reduce } from "./state.js";

/** The stream that all tabs share. */
export interface LiveSource {
  state(): LiveState;
  /** @returns the function that ends it */
  subscribe(listener: () => void): () => void;
  start(): void;
  /** Forgets everything. */
  stop(): void;
}

type Message = LiveEvent | { readonly type: "hello" } | { readonly type: "state"; readonly state: LiveState };

const NAME = "haproxy-mcp";
/** The server says something every 5 s. */
const SILENT_MS = 12_000;

/**
 * Reads `/ui/events` in one tab and shares it with the others: a browser opens six connections to a server of HTTP/1.1, and a seventh tab
 * would never load. A tab that is visible and hears nothing reads itself: the browser has suspended the other one, or its connection is broken.
 * Where pages get no locks (plain HTTP from another machine) each tab reads for itself, only while it is visible.
 *
 * @param hasEnded - asks the server whether the session has ended, once it has ended or refused the stream
 */
export function createLiveSource(
  url: string,
  hasEnded: () => Promise<boolean>,
  isHidden = () => document.hidden,
): LiveSource {
  const listeners = new Set<() => void>();
  let state = NOTHING;
  let end: (() => void) | undefined;
  /** While this tab reads. */
  let reader: StreamReader | undefined;
  let heardAt = 0;
  let silentMs = SILENT_MS;

  function set(next: LiveState) {
    state = next;
    heardAt = Date.now();
    for (const listener of listeners) listener();
  }
  function apply(event: LiveEvent) {
    if (event.type === "alive") silentMs = SILENT_MS;
    if (event.type === "tick") followServer(event.data.at);
    set(reduce(state, event, serverNow()));
  }

  function read(tell: ((event: LiveEvent) => void) | undefined) {
    reader?.close();
    reader = tell && readStream(url, hasEnded, tell);
  }

  /** @returns the function that ends it */
  function watch(onSilence: () => void): () => void {
    heardAt = Date.now();
    const timer = setInterval(() => {
      if (isHidden() || reader?.isRefused() || Date.now() - heardAt < silentMs) return;
      silentMs *= 2; // over a slow network, one event may take longer
      apply({ type: "lost" });
      onSilence();
    }, 1_000);
    return () => clearInterval(timer);
  }

  function shared(locks: LockManager): () => void {
    const channel = new BroadcastChannel(NAME);
    const abort = new AbortController();
    const { signal } = abort;
    let isSynced = false;

    function tell(event: LiveEvent) {
      apply(event);
      channel.postMessage(event);
    }
    function follow() {
      isSynced = false;
      channel.postMessage({ type: "hello" });
    }
    async function take(options: LockOptions) {
      await locks
        .request(NAME, options, () => {
          read(tell);
          return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        })
        .catch(() => {}); // stopped before its turn, or another tab has taken it
      if (signal.aborted) return;
      read(undefined);
      follow();
      if (!options.steal) void take({ signal }); // otherwise its turn is still to come
    }

    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === "hello") {
        if (reader) channel.postMessage({ type: "state", state });
        return;
      }
      if (reader) return; // of a tab that does not know yet that it reads no more
      isSynced ||= data.type === "state" || data.type === "open"; // all parts follow
      if (data.type === "state") set(data.state);
      else if (isSynced) apply(data);
      if (data.type === "signed-out") void hasEnded();
    };
    follow();
    void take({ signal });
    const unwatch = watch(() => (reader ? read(tell) : void take({ steal: true })));
    return () => {
      unwatch();
      abort.abort();
      read(undefined);
      channel.close();
    };
  }

  function alone(): () => void {
    const follow = () => read(isHidden() ? undefined : apply);
    document.addEventListener("visibilitychange", follow);
    follow();
    const unwatch = watch(follow);
    return () => {
      unwatch();
      document.removeEventListener("visibilitychange", follow);
      read(undefined);
    };
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (end !== undefined) return;
      state = NOTHING;
      end = navigator.locks === undefined ? alone() : shared(navigator.locks);
    },
    stop() {
      end?.();
      end = undefined;
      apply({ type: "signed-out", data: {} });
    },
  };
}
