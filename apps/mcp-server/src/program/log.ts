import { destination, type Logger, pino, stdTimeFunctions } from "pino";
import type { LogLevel } from "../settings/log-settings.js";

/** What writes log lines: JSON on stderr, one a line. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

const LEVELS = { DEBUG: "debug", INFO: "info", WARNING: "warn", ERROR: "error" } as const satisfies Record<
  LogLevel,
  string
>;

const STDERR = 2;

/** JSON lines on stderr: with stdio, stdout belongs to the protocol. */
export function createLog(level: LogLevel): Log {
  return pino(
    { level: LEVELS[level], timestamp: stdTimeFunctions.isoTime, base: null },
    destination({ fd: STDERR, sync: true }),
  );
}
