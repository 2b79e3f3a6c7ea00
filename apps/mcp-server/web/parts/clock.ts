import { useEffect, useState } from "preact/hooks";
import { serverNow } from "./server-clock.js";

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** As {@link serverNow}; renders again each second. */
export function useClock(): number {
  const [now, setNow] = useState(serverNow());
  useEffect(() => {
    listeners.add(setNow);
    timer ??= setInterval(() => {
      for (const listener of listeners) listener(serverNow());
    }, 1_000);
    return () => {
      listeners.delete(setNow);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return now;
}
