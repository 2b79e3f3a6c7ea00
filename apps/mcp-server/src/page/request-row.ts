import type { LogLine } from "../requests/log-line.js";
import type { RequestRow } from "./model.js";

/** A line of the ring as the page gets it. An operator may log anything there. */
export function toRequestRow({ text, fields }: LogLine): RequestRow {
  if (fields === undefined) return { text };
  const number = (name: string) => (typeof fields[name] === "number" ? fields[name] : undefined);
  const words = (name: string) => (fields[name] === undefined ? undefined : String(fields[name]));
  return {
    time: timeOf(number("time")),
    status: number("status"),
    ms: number("total_ms"),
    method: words("method"),
    client: words("client"),
    http: words("http"),
    server: words("server"),
    domain: words("domain"),
    path: words("path"),
  };
}

/** @param seconds since 1970 */
function timeOf(seconds: number | undefined): string | undefined {
  const time = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
