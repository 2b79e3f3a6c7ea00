import type { ConfigLine } from "../audit/read/config-line.js";
import { type ConfigSection, readConfig } from "../audit/read/read-config.js";
import { type ListenAddress, parseListenAddress } from "./listen-address.js";

/** What an HAProxy listens on for TCP, by its configuration. */
export interface Listener extends ListenAddress {
  /** `statistics`: a section that serves the statistics page or metrics. */
  readonly use: "runtime-api" | "statistics" | "traffic";
  /** `frontend http`, `global`. */
  readonly section: string;
  /** From 1. */
  readonly line: number;
}

/** Every TCP address that a configuration listens on; QUIC and UNIX sockets are left out. Pure. */
export function readListeners(text: string): readonly Listener[] {
  return readConfig(text, { allBranches: true }).sections.flatMap((section) => {
    const use = section.lines.some(isStatistics) ? "statistics" : "traffic";
    return section.lines.flatMap((line) => {
      const { isRuntimeApi, addresses } = listenedOn(line);
      return addresses.split(",").flatMap((address) => {
        const found = parseListenAddress(address);
        if (found === undefined) return [];
        return {
          ...found,
          use: isRuntimeApi ? "runtime-api" : use,
          section: nameOf(section),
          line: line.number,
        };
      });
    });
  });
}

function listenedOn({ words: [first, second = "", third = ""] }: ConfigLine) {
  const isRuntimeApi = first === "stats" && second === "socket";
  if (isRuntimeApi) return { isRuntimeApi, addresses: third };
  return { isRuntimeApi, addresses: first === "bind" ? second : "" };
}

function isStatistics({ words: [first, second, ...rest] }: ConfigLine): boolean {
  if (first === "stats") return second !== "socket" && second !== "timeout" && second !== "maxconn";
  return first === "http-request" && second === "use-service" && rest[0] === "prometheus-exporter";
}

function nameOf({ kind, name }: ConfigSection): string {
  return name === "" ? kind : `${kind} ${name}`;
}
