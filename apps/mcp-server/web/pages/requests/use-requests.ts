import { useEffect, useState } from "preact/hooks";
import type { CallError, RequestRow } from "../../../src/page/model.js";

export interface Requests {
  /** `undefined`: not known yet. */
  readonly rows: readonly RequestRow[] | undefined;
  readonly failure: CallError | undefined;
}

const EVERY_MS = 2_000;
/** After a failure, which seldom passes by itself: HAProxy may keep no requests at all. */
const AGAIN_MS = 10_000;

/** The last requests of a domain, read again every 2 s while the page is visible and not paused. */
export function useRequests(domain: string, isPaused: boolean): Requests {
  const [known, setKnown] = useState<Requests>({ rows: undefined, failure: undefined });
  useEffect(() => {
    if (isPaused) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let isReading = false;
    async function read() {
      let waitMs = EVERY_MS;
      if (!document.hidden) {
        isReading = true;
        const next = await readRequests(domain, abort.signal);
        isReading = false;
        if (abort.signal.aborted) return;
        if (next.failure !== undefined) waitMs = AGAIN_MS;
        setKnown((before) => ({ rows: next.rows ?? before.rows, failure: next.failure }));
      }
      timer = setTimeout(read, waitMs);
    }
    const look = () => {
      if (document.hidden || isReading) return;
      clearTimeout(timer);
      timer = setTimeout(read);
    };
    document.addEventListener("visibilitychange", look);
    timer = setTimeout(read);
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearTimeout(timer);
      abort.abort();
    };
  }, [domain, isPaused]);
  return known;
}

async function readRequests(domain: string, signal: AbortSignal): Promise<Requests> {
  try {
    const response = await fetch(`/ui/requests?domain=${encodeURIComponent(domain)}`, { signal });
    const body = await response.json();
    return response.ok
      ? { rows: body, failure: undefined }
      : { rows: undefined, failure: body.error ?? body };
  } catch {
    const message = "The page lost the server, and asks again.";
    return { rows: undefined, failure: { code: "UNREACHABLE", message } };
  }
}
