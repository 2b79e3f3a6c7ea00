import { useEffect, useState } from "preact/hooks";
import type { CallError, RequestRow } from "../../../src/page/model.js";

export interface Requests {
  /** `undefined`: not known yet. */
  readonly rows: readonly RequestRow[] | undefined;
  readonly failure: CallError | undefined;
}

const EVERY_MS = 2_000;

/** The last requests of a domain, read again every 2 s while the page is visible and not paused. */
export function useRequests(domain: string, isPaused: boolean): Requests {
  const [known, setKnown] = useState<Requests>({ rows: undefined, failure: undefined });
  useEffect(() => {
    if (isPaused) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    async function read() {
      if (!document.hidden) {
        const next = await readRequests(domain, abort.signal);
        if (abort.signal.aborted) return;
        setKnown((before) => ({ rows: next.rows ?? before.rows, failure: next.failure }));
      }
      timer = setTimeout(read, EVERY_MS);
    }
    const look = () => {
      if (document.hidden) return;
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
    const message = "The page lost the server. It asks again every 2 s.";
    return { rows: undefined, failure: { code: "UNREACHABLE", message } };
  }
}
