import { UsageError } from "../../program/usage-error.js";
import { openCaller } from "../callers/open-caller.js";
import { readTime } from "../to-input.js";
import { FORMS, fieldsOf } from "../tool-options.js";
import type { Call } from "../verb.js";
import type { LiveOptions } from "./run-live.js";

/** Timers of Node.js take no more than 24 days. */
const MAX_INTERVAL_SEC = 3_600;

/** Of every verb that shows what happens until it is stopped. */
export const liveOptions = (columns: readonly { readonly title: string }[]) =>
  ({
    once: { type: "boolean", summary: "show it once, and end" },
    interval: {
      type: "string",
      value: "TIME",
      default: "2s",
      summary: "time between two samples, from 1s to 1h",
    },
    output: {
      type: "string",
      value: "FORM",
      default: "table",
      values: FORMS,
      summary: "table; json, one object a line; or name: names alone, one a line",
    },
    fields: {
      type: "string",
      value: "LIST",
      values: fieldsOf(columns),
      summary: `columns to show, with commas between: ${fieldsOf(columns).join(", ")}`,
    },
    wide: { type: "boolean", summary: "show every column" },
    url: {
      type: "string",
      value: "URL",
      summary: "ask a remote haproxy-mcp (default: HAPROXY_MCP_URL; without it, this machine)",
    },
    token: { type: "string", value: "TOKEN", summary: "its bearer token (default: HAPROXY_MCP_TOKEN)" },
  }) as const;

interface LiveCall extends Pick<Call, "environment" | "signal" | "withVerbs"> {
  readonly options: {
    readonly once: boolean | undefined;
    readonly interval: string;
    readonly url: string | undefined;
    readonly token: string | undefined;
  };
}

/** @throws UsageError */
export function readLive({ options, environment, signal, withVerbs }: LiveCall): Omit<LiveOptions, "form"> {
  const intervalSec = readTime(options.interval, "s");
  if (intervalSec < 1 || intervalSec > MAX_INTERVAL_SEC)
    throw new UsageError(`--interval is ${options.interval}; it must be from 1s to 1h`);
  const { url, token } = options;
  return {
    open: (until) => openCaller({ environment, url, token, isStateRead: true, signal: until }),
    intervalSec,
    isOnce: options.once === true,
    environment,
    signal,
    withVerbs,
  };
}
