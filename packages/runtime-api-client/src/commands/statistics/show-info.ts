import type { RuntimeCommand } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";

/** The process that responds. */
export interface ProcessInfo {
  /** `2.6.12-1+deb12u4` */
  readonly version: string;
  /** Of the worker; another one after a reload. */
  readonly pid: number;
  /** Seconds since this worker started. */
  readonly uptimeSec: number;
  readonly currentConnections: number;
  readonly maxConnections: number;
  /** Every line, by its name. */
  readonly raw: ReadonlyMap<string, string>;
}

/**
 * `show info` (management.txt section 9.3): one `Name: value` a line.
 *
 *     Version: 2.6.12-1+deb12u4
 *     Pid: 4711
 *     Uptime_sec: 3600
 */
export function showInfo(): RuntimeCommand<ProcessInfo> {
  return {
    line: "show info",
    kind: "read",
    parseReply(reply) {
      const raw = new Map(dataOf(reply).split("\n").map(splitLine));
      const number = (name: string): number => {
        const text = raw.get(name) ?? "";
        if (!/^\d+$/.test(text)) throw malformed(reply, `${name} is not a number`);
        return Number(text);
      };
      const version = raw.get("Version");
      if (version === undefined) throw malformed(reply, "no Version");
      return {
        version,
        pid: number("Pid"),
        uptimeSec: number("Uptime_sec"),
        currentConnections: number("CurrConns"),
        maxConnections: number("Maxconn"),
        raw,
      };
    },
  };
}

function splitLine(text: string): [name: string, value: string] {
  const at = text.indexOf(":");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1).trim()];
}
