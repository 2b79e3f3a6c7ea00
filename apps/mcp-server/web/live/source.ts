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

const EVENTS = ["haproxy", "domains", "past", "tick", "findings", "certificates", "changes"] as const;
const NAME = "haproxy-mcp";
const RETRY_MS = 2_000;

/**
 * Reads `/ui/events` in one tab and shares it with the others: a browser opens six connections to a server of HTTP/1.1, and a seventh tab
 * would never load. Where pages get no locks (plain HTTP from another machine) each tab reads for itself, only while it is visible.
 *
 * @param hasEnded - asks the server whether the session has ended, once it has ended or refused the stream
 */
export function createLiveSource(url: string, hasEnded: () => Promise<boolean>): LiveSource {
  const listeners = new Set<() => void>();
  let state = NOTHING;
  let end: (() => void) | undefined;

  function set(next: LiveState) {
    state = next;
    for (const listener of listeners) listener();
  }

  /** @returns what closes it */
  function read(tell: (event: LiveEvent) => void): () => void {
    let isWanted = true;
    let source = open();

    function open() {
      const stream = new EventSource(url);
      stream.onopen = () => tell({ type: "open" });
      stream.onerror = () => {
        tell({ type: "lost" });
        if (stream.readyState === EventSource.CLOSED) void refused();
      };
      for (const type of EVENTS) {
        stream.addEventListener(type, ({ data }) => tell({ type, data: JSON.parse(data) }));
      }
      stream.addEventListener("signed-out", refused);
      return stream;
    }
    async function refused() {
      source.close();
      const isOver = await hasEnded();
      if (!isWanted) return;
      if (isOver) return tell({ type: "signed-out", data: {} });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (isWanted) source = open();
    }
    return () => {
      isWanted = false;
      source.close();
    };
  }

  function shared(locks: LockManager): () => void {
    const channel = new BroadcastChannel(NAME);
    const abort = new AbortController();
    let isReader = false;
    let isSynced = false;
    const apply = (event: LiveEvent) => set(reduce(state, event, Date.now()));
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === "hello") {
        if (isReader) channel.postMessage({ type: "state", state });
        return;
      }
      isSynced ||= data.type === "state" || data.type === "open"; // all parts follow
      if (data.type === "state") set(data.state);
      else if (isSynced) apply(data);
      if (data.type === "signed-out") void hasEnded();
    };
    channel.postMessage({ type: "hello" });
    locks
      .request(NAME, { signal: abort.signal }, () => {
        isReader = true;
        const close = read((event) => {
          apply(event);
          channel.postMessage(event);
        });
        return new Promise<void>((resolve) =>
          abort.signal.addEventListener("abort", () => resolve(close()), { once: true }),
        );
      })
      .catch(() => {}); // stopped before its turn
    return () => {
      abort.abort();
      channel.close();
    };
  }

  function alone(): () => void {
    let close: (() => void) | undefined;
    const follow = () => {
      close?.();
      close = document.hidden ? undefined : read((event) => set(reduce(state, event, Date.now())));
    };
    document.addEventListener("visibilitychange", follow);
    follow();
    return () => {
      document.removeEventListener("visibilitychange", follow);
      close?.();
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
      set(reduce(state, { type: "signed-out", data: {} }, Date.now()));
    },
  };
}
