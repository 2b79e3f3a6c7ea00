import type { LogLevel } from "../settings/log-settings.js";
import type { Log } from "./log.js";

const RANKS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const satisfies readonly LogLevel[];

/** For a command: it starts without what a log needs, because most log nothing. */
export function createLateLog(level: LogLevel): Log {
  let loading: Promise<Log> | undefined;
  const writer = (method: keyof Log, rank: LogLevel) => {
    const write = (...line: Parameters<Log["info"]>): void => {
      if (RANKS.indexOf(rank) < RANKS.indexOf(level)) return;
      loading ??= import("./log.js").then(({ createLog }) => createLog(level));
      void loading.then((log) => log[method](...line));
    };
    return write as Log["info"];
  };
  return {
    debug: writer("debug", "DEBUG"),
    info: writer("info", "INFO"),
    warn: writer("warn", "WARNING"),
    error: writer("error", "ERROR"),
  };
}
