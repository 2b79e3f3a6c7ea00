import { messageOf } from "@haproxy-mcp/durable-files";
import { type DomainPattern, domainPatternSchema, type Slot } from "@haproxy-mcp/validation";
import type { ServerRecord, Servers } from "../desired-state.js";
import { StoreError } from "../errors.js";
import type { Records } from "../file-store/pool-records.js";
import type { StateProblem } from "../state-store.js";
import { findJsonProblem } from "./json-problem.js";
import { isJsonObject, looksLikeSlot, parseServerRecord, parseSlot } from "./server-record.js";

/** servers.json as it is, and the part of it that was understood. Never changed: an edit gives another one. */
export interface ServersFile {
  readonly path: string;
  readonly root: ReadonlyMap<string, unknown>;
  readonly records: Records;
  readonly problems: readonly StateProblem[];
}

/**
 * Reads servers.json. Keys that do not look like a domain, a slot or a field are let be; a record that does, and is
 * not valid, is a problem.
 *
 * @throws StoreError `UNREADABLE`, with line and column
 */
export function parseServersFile(path: string, content: Buffer): ServersFile {
  const root = new Map(Object.entries(parseObject(path, decode(path, content))));
  return { path, root, ...meaningOf(path, root) };
}

export function serversFileContent({ root }: ServersFile): Buffer {
  return Buffer.from(`${JSON.stringify(Object.fromEntries(root), undefined, 2)}\n`);
}

function meaningOf(
  path: string,
  root: ReadonlyMap<string, unknown>,
): Pick<ServersFile, "records" | "problems"> {
  const found = new Map<DomainPattern, Servers>();
  const problems: StateProblem[] = [];
  const report = (message: string, name?: DomainPattern, slot?: number) =>
    problems.push({ kind: "UNREADABLE", about: "servers", file: path, name, slot, message });
  for (const [key, value] of root) {
    const domain = domainPatternSchema.safeParse(key).data;
    if (domain !== key) {
      if (isJsonObject(value)) report(`${JSON.stringify(key)} is not a domain in lower-case A-labels`);
      continue;
    }
    if (!isJsonObject(value)) {
      report(`${key} must be an object of slots`, domain);
      continue;
    }
    const records = parseRecords(value, (slot, problem) =>
      report(`${key}, slot ${slot}: ${problem}`, domain, Number(slot)),
    );
    if (records.size > 0) found.set(domain, records);
  }
  return { records: found, problems };
}

function parseRecords(entry: object, report: (slot: string, problem: string) => void): Servers {
  const records = new Map<Slot, ServerRecord>();
  for (const [key, value] of Object.entries(entry).filter(([name]) => looksLikeSlot(name))) {
    try {
      records.set(parseSlot(key), parseServerRecord(value));
    } catch (error) {
      report(key, messageOf(error));
    }
  }
  return records;
}

function parseObject(path: string, text: string): object {
  if (text.trim() === "") {
    throw new StoreError("UNREADABLE", `${path} is empty: write {} into it if there are no servers`);
  }
  const problem = findJsonProblem(text);
  if (problem !== undefined) {
    throw new StoreError("UNREADABLE", `${path}:${problem.line}:${problem.column}: ${problem.message}`);
  }
  const root: unknown = JSON.parse(text);
  if (!isJsonObject(root)) throw new StoreError("UNREADABLE", `${path}:1:1: must be an object of domains`);
  return root;
}

function decode(path: string, content: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch (cause) {
    throw new StoreError("UNREADABLE", `${path} is not UTF-8`, { cause });
  }
}
