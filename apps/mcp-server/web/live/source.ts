import { type LiveEvent, type LiveState, NOTHING, reduce } from "./state.js";

/** The stream that all tabs share. */
export interface LiveSource {
  state(): LiveState;
  /** @returns the function that ends it */
  subscribe(listener: () => void): () => void;
  start(): void;
  /** Ends the stream in every tab when the session has ended. */
  stop(hasSignedOut?: boolean): void;
}

type Message = LiveEvent | { readonly type: "hello" } | { readonly type: "state"; readonly state: LiveState };

const EVENTS = [
  "haproxy",
  "domains",
  "past",
  "tick",
  "findings",
  "certificates",
  "changes",
  "signed-out",
] as const;
const NAME = "haproxy-mcp";
const RETRY_MS = 2_000;

/**
 * Reads `/ui/events` in one tab and shares it with the others: a browser opens six connections to a server of HTTP/1.1, and a seventh tab
 * would never load. Where pages get no locks (plain HTTP from another machine) each tab reads for itself, only while it is visible.
 *
 * @param hasEnded - asks the server whether the session has ended, after it refused the stream
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
    let retry: ReturnType<typeof setTimeout> | undefined;
    const source = new EventSource(url);
    let close = () => source.close();
    source.onopen = () => tell({ type: "open" });
    for (const type of EVENTS) {
      source.addEventListener(type, ({ data }) => tell({ type, data: JSON.parse(data) }));
    }
    source.onerror = async () => {
      tell({ type: "lost" });
      if (source.readyState !== EventSource.CLOSED) return;
      if (await hasEnded().catch(() => false)) return tell({ type: "signed-out", data: {} });
      retry = setTimeout(() => {
        close = read(tell);
      }, RETRY_MS);
    };
    return () => {
      clearTimeout(retry);
      source.onerror = null;
      close();
    };
  }

  function shared(locks: LockManager): () => void {
    const channel = new BroadcastChannel(NAME);
    const abort = new AbortController();
    let isReader = false;
    let isSynced = false;
    const apply = (event: LiveEvent) => set(reduce(state, event, Date.now()));
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === "hello") return isReader && channel.postMessage({ type: "state", state });
      if (data.type === "state") {
        isSynced = true;
        return set(data.state);
      }
      return isSynced || data.type === "signed-out" ? apply(data) : undefined;
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
      if (state.connection === "signed-out") channel.postMessage({ type: "signed-out", data: {} });
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
    stop(hasSignedOut = false) {
      if (hasSignedOut) set(reduce(state, { type: "signed-out", data: {} }, Date.now()));
      end?.();
      end = undefined;
    },
  };
}
