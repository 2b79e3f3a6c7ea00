import type { LiveEvent } from "./state.js";

const EVENTS = [
  "haproxy",
  "domains",
  "past",
  "tick",
  "findings",
  "certificates",
  "changes",
  "alive",
] as const;
const RETRY_MS = 2_000;

/** Reads the stream until it is closed, however often it breaks. */
export interface StreamReader {
  close(): void;
  /** Whether the server has refused the stream, and is asked why. */
  isRefused(): boolean;
}

/** @param hasEnded - asks the server whether the session has ended */
export function readStream(
  url: string,
  hasEnded: () => Promise<boolean>,
  tell: (event: LiveEvent) => void,
): StreamReader {
  let isWanted = true;
  let isRefused = false;
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
    isRefused = true;
    const isOver = await hasEnded();
    isRefused = false;
    if (!isWanted) return;
    if (isOver) return tell({ type: "signed-out", data: {} });
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    if (isWanted) source = open();
  }
  return {
    close() {
      isWanted = false;
      source.close();
    },
    isRefused: () => isRefused,
  };
}
