import { oneOf } from "./kinds.js";
import type { Settings } from "./setting.js";

const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const logSettings = {
  level: {
    name: "LOG_LEVEL",
    fallback: "INFO",
    kind: oneOf(LOG_LEVELS),
    meaning: "least level that is logged; the log is JSON lines on stderr",
  },
} satisfies Settings;
