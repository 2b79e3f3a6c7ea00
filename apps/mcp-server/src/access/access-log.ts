import { isIP } from "node:net";
import { dirname, join } from "node:path";
import { messageOf, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { plainAddress } from "../mcp/networks.js";
import type { Log } from "../program/log.js";
import { createRefusalCounts, type Refused } from "./refusal-counts.js";

const MODE = 0o600;
const MAX_BYTES = 1 << 20;

/** The file with the refused requests and calls: bounded, whatever clients send, and apart from the history of changes. */
export interface AccessLog {
  /** Creates the file if it is missing: programs that follow it may need it before the first refusal. */
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
  let written = Promise.resolve();
  let failure: string | undefined;
  const append = (line: string) => {
    written = written.then(async () => {
      const found = await appendLine(file, line).catch(messageOf);
      if (found !== undefined && found !== failure)
        log.warn(`refused requests are not recorded: cannot write ${file}: ${found}`);
      failure = found;
    });
    return written;
  };
  const write = (refused: Refused, count: number) => void append(formatRefused(refused, count, new Date()));
  // callers with a token are not lost in a flood of those without
  const [unknown, known] = [createRefusalCounts(write), createRefusalCounts(write)];
  return {
    begin: () => append(""),
    refused: (refused) => (refused.caller === undefined ? unknown : known).count(refused),
    async end() {
      unknown.end();
      known.end();
      await written;
    },
  };
}

/** `2026-11-26T15:00:54.123Z 203.0.113.9 - 401 17 wrong bearer token`: time, address, caller, status, count and reason. */
export function formatRefused(
  { address = "", caller = "-", status, reason }: Refused,
  count: number,
  time: Date,
): string {
  return `${[time.toISOString(), writtenAddress(address), caller, status, count, reason].join(" ")}\n`;
}

/** A proxy may report any text. A zone is of this machine only. */
function writtenAddress(address: string): string {
  const plain = plainAddress(address);
  return isIP(plain) === 0 ? "-" : plain.replace(/%.*/, "");
}

async function appendLine(file: string, line: string): Promise<undefined> {
  const found = await nodeFileSystem.stamp(file);
  if (found !== undefined && found.size > MAX_BYTES) await nodeFileSystem.rename(file, `${file}.1`);
  if (found === undefined || found.size > MAX_BYTES)
    await nodeFileSystem.create(file, Buffer.of(), { mode: MODE });
  await nodeFileSystem.append(file, Buffer.from(line), false);
}
