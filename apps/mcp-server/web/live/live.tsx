import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { type Numbers, numbersOf, type Sample, seriesOf } from "./numbers.js";
import type { LiveSource } from "./source.js";
import { type LiveState, NOTHING } from "./state.js";

/** What the page shows now. A part that has not arrived yet is `undefined`. */
export interface Live
  extends Pick<
    LiveState,
    "connection" | "receivedAt" | "haproxy" | "domains" | "findings" | "certificates" | "changes"
  > {
  now(pool: number): Numbers | undefined;
  /** At most the last two minutes, the oldest first. */
  series(pool: number): readonly Sample[];
  readonly isPaused: boolean;
  pause(isPaused: boolean): void;
}

const LiveContext = createContext<Live>(liveOf(NOTHING));

export const useLive = (): Live => useContext(LiveContext);

function liveOf(state: LiveState): Live {
  return {
    ...state,
    now: (pool) => numbersOf(state, pool),
    series: (pool) => seriesOf(state, pool),
    isPaused: false,
    pause: () => {},
  };
}

export function LiveProvider({ source, children }: { source: LiveSource; children: ComponentChildren }) {
  const [state, setState] = useState(source.state());
  const [paused, pauseAt] = useState<LiveState>();
  useEffect(() => source.subscribe(() => setState(source.state())), [source]);
  const { connection, receivedAt } = state;
  const live = useMemo(
    () => ({
      ...liveOf(paused ?? state),
      connection,
      receivedAt,
      isPaused: paused !== undefined,
      pause: (isPaused: boolean) => pauseAt(isPaused ? source.state() : undefined),
    }),
    [source, state, paused, connection, receivedAt],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}
