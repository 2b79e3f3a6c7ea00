import { isIP } from "node:net";
import { dirname, join } from "node:path";
import { createLineFile, messageOf } from "@haproxy-mcp/durable-files";
import { plainAddress } from "../mcp/networks.js";
import type { Log } from "../program/log.js";
import { createRefusalCounts, type Refused } from "./refusal-counts.js";

const LIMITS = { maxBytes: 1 << 20, maxFiles: 10 };

/** The file of the refused requests and calls: bounded, whatever clients send, and apart from the history of changes. */
export interface AccessLog {
  /** Creates the file if it is missing: programs that follow it need it before the first refusal. */
  begin(): Promise<void>;
  refused(refused: Refused): void;
  /** Writes what has been counted. Counts nothing more. */
  end(): Promise<void>;
}

/** Beside the files of the desired state. */
export function accessLogOf({ mapFile }: { readonly mapFile: string }): string {
  return join(dirname(mapFile), "access.log");
}

/** A request is served whether or not its refusal can be written. */
export function createAccessLog(file: string, log: Log): AccessLog {
  const lines = createLineFile(file, { ...LIMITS, parse: (): RefusedLine | undefined => undefined });
  const writing = new Set<Promise<void>>();
  let failure: string | undefined;
  const append = (records: readonly RefusedLine[]) => {
    const written = lines
      .append(records)
      .then(() => undefined, messageOf)
      .then((found) => {
        if (found !== undefined && found !== failure) log.warn(`refused requests are not recorded: ${found}`);
        failure = found;
        writing.delete(written);
      });
    writing.add(written);
    return written;
  };
  const write = (refused: Refused, count: number) => void append([refusedLine(refused, count, new Date())]);
  // callers with a token are not lost in a flood of those without
  const [unknown, known] = [createRefusalCounts(write), createRefusalCounts(write)];
  return {
    begin: () => append([]),
    refused: (refused) => (refused.caller === undefined ? unknown : known).count(refused),
    async end() {
      unknown.end();
      known.end();
      await Promise.all(writing);
    },
  };
}

type RefusedLine = ReturnType<typeof refusedLine>;

/** `deploy/fail2ban/` has filters for the order of these. */
export function refusedLine({ address = "", caller, status, reason }: Refused, count: number, time: Date) {
  return { time: time.toISOString(), address: ipOf(address), caller, status, count, reason };
}

/** A proxy may report any text. A zone is of this machine only. */
function ipOf(address: string): string | undefined {
  const plain = plainAddress(address);
  return isIP(plain) === 0 ? undefined : plain.replace(/%.*/, "");
}
