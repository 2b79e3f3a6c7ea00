/** A request or a call that was refused. */
export interface Refused {
  /** Of the client, as judged from its connection and a trusted proxy's headers. */
  readonly address: string | undefined;
  /** The name of the caller, if it is known. */
  readonly caller?: string | undefined;
  /** An HTTP status, or the code of a tool's error. */
  readonly status: number | "NOT_ALLOWED";
  /** One of few sentences of this server's: nothing that a client wrote. */
  readonly reason: string;
}

/** How long refusals of one address and reason are counted before they are written again. */
export const WINDOW_MS = 60_000;
/** Lines that are written in such a time; clients beyond that share one line for each status. */
const MAX_LINES = 100;
const FURTHER = "further clients";

export interface RefusalCounts {
  count(refused: Refused): void;
  /** Writes what has not been written, and stops counting. */
  end(): void;
}

interface Window {
  readonly refused: Refused;
  readonly timer: NodeJS.Timeout;
  /** Not written yet. */
  count: number;
}

/**
 * Counts refusals: the first of an address, a caller and a reason is written at once, those that follow once a minute, with their number. A
 * flood from any number of addresses costs bounded lines and bounded memory.
 */
export function createRefusalCounts(write: (refused: Refused, count: number) => void): RefusalCounts {
  const windows = new Map<string, Window>();

  const writeRest = (window: Window) => {
    if (window.count > 0) write(window.refused, window.count);
    window.count = 0;
  };
  const begin = (key: string, refused: Refused) => {
    const timer = setInterval(() => {
      if (window.count > 0) return writeRest(window);
      clearInterval(timer);
      windows.delete(key);
    }, WINDOW_MS).unref();
    const window: Window = { refused, timer, count: 1 };
    windows.set(key, window);
    writeRest(window);
  };

  const count = (refused: Refused): void => {
    const { address, caller, status, reason } = refused;
    const key = [address, caller, status, reason].join("\n");
    const window = windows.get(key);
    if (window !== undefined) window.count += 1;
    else if (windows.size < MAX_LINES || reason === FURTHER) begin(key, refused);
    else count({ address: undefined, status, reason: FURTHER });
  };

  return {
    count,
    end() {
      for (const window of windows.values()) {
        clearInterval(window.timer);
        writeRest(window);
      }
      windows.clear();
    },
  };
}
