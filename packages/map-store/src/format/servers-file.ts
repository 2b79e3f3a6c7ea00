import { messageOf } from "@haproxy-mcp/durable-files";
import { type DomainPattern, domainPatternSchema, type Slot } from "@haproxy-mcp/validation";
import type { RefuseServer, ServerRecord, Servers } from "../desired-state.js";
import { StoreError } from "../errors.js";
import type { Records } from "../file-store/pool-records.js";
import type { StateProblem } from "../state-store.js";
import { type JsonPlace, linesOf } from "./json-lines.js";
import { findJsonProblem } from "./json-problem.js";
import { nameMeantBy } from "./map-key.js";
import {
  isJsonObject,
  type JsonObject,
  looksLikeServer,
  parseServerRecord,
  parseSlot,
} from "./server-record.js";

/** servers.json as it is, and the part of it that was understood. Never changed: an edit gives another one. */
export interface ServersFile extends ServersMeaning {
  readonly path: string;
  readonly root: ReadonlyMap<string, unknown>;
  /** In the order of `found`, with the line of the record or entry. */
  readonly problems: readonly StateProblem[];
  /** The rule by which it was read. */
  readonly refuse?: RefuseServer | undefined;
  /** Whether there is nothing in the file, not even an empty object: nothing but white space and NUL. */
  readonly isEmpty: boolean;
}

interface ServersMeaning {
  readonly records: Records;
  /** The problems, wherever they are. */
  readonly found: readonly FoundProblem[];
}

interface FoundProblem extends Pick<StateProblem, "kind" | "name" | "slot" | "server" | "message"> {
  readonly place: JsonPlace;
}

const REFUSE_NONE: RefuseServer = () => undefined;
const EMPTY = /^[\s\0]*$/;

/**
 * Reads servers.json. Keys that do not look like a domain, a slot or a field are ignored; a record that does and is
 * not valid is a problem. An empty file has no servers.
 *
 * @param refuse servers that are a problem, too. Default: none
 * @throws StoreError `UNREADABLE`, with line and column
 */
export function parseServersFile(path: string, content: Buffer, refuse?: RefuseServer): ServersFile {
  const text = decode(path, content);
  const isEmpty = EMPTY.test(text);
  const root = new Map(Object.entries(isEmpty ? {} : parseObject(path, text)));
  const meaning = meaningOf(root, refuse ?? REFUSE_NONE);
  return { path, root, ...meaning, problems: problemsIn(path, text, meaning.found), refuse, isEmpty };
}

export function serversFileContent({ root }: Pick<ServersFile, "root">): Buffer {
  return Buffer.from(textOf(root));
}

function textOf(root: ReadonlyMap<string, unknown>): string {
  return `${JSON.stringify(Object.fromEntries(root), undefined, 2)}\n`;
}

/** The file with another root, of which nothing that was a problem has changed but its line. */
export function withRoot(
  { path, found, refuse }: ServersFile,
  root: ReadonlyMap<string, unknown>,
  records: Records,
): ServersFile {
  const problems = found.length === 0 ? [] : problemsIn(path, textOf(root), found);
  return { path, root, records, found, problems, refuse, isEmpty: false };
}

function problemsIn(file: string, text: string, found: readonly FoundProblem[]): readonly StateProblem[] {
  if (found.length === 0) return [];
  const lines = linesOf(
    text,
    found.map(({ place }) => place),
  );
  return found.map(({ kind, place, ...problem }, index) => ({
    kind,
    about: "servers",
    file,
    line: lines[index],
    ...problem,
  }));
}

function meaningOf(root: ReadonlyMap<string, unknown>, refuse: RefuseServer): ServersMeaning {
  const records = new Map<DomainPattern, Servers>();
  const found: FoundProblem[] = [];
  for (const [key, value] of root) {
    const domain = domainPatternSchema.safeParse(key).data;
    if (domain === undefined || domain !== key) {
      const problem = isJsonObject(value) ? ineffective(key, value) : undefined;
      if (problem !== undefined) found.push(problem);
    } else if (isJsonObject(value)) {
      const servers = parseRecords(domain, value, found, refuse);
      if (servers.size > 0) records.set(domain, servers);
    } else {
      const message = `${domain} must be an object of slots`;
      found.push({ kind: "UNREADABLE", place: [key], name: domain, slot: undefined, message });
    }
  }
  return { records, found };
}

/** What a key is that is no domain in canonical form, where it means one or has servers. */
function ineffective(key: string, entry: JsonObject): FoundProblem | undefined {
  const name = nameMeantBy(key);
  if (name === undefined && !Object.entries(entry).some(looksLikeServer)) return undefined;
  const message = `${JSON.stringify(key)} is not a domain in lower-case A-labels${name === undefined ? "" : `: write ${name}`}`;
  return { kind: "INEFFECTIVE", place: [key], name, slot: undefined, message };
}

function parseRecords(
  name: DomainPattern,
  entry: JsonObject,
  found: FoundProblem[],
  refuse: RefuseServer,
): Servers {
  const records = new Map<Slot, ServerRecord>();
  for (const field of Object.entries(entry)) {
    if (!looksLikeServer(field)) continue;
    const [key, value] = field;
    try {
      const [slot, record] = [parseSlot(key), parseServerRecord(value)];
      const refusal = refuse(record);
      if (refusal === undefined) records.set(slot, record);
      else
        found.push({
          kind: "REFUSED",
          place: [name, key],
          name,
          slot,
          server: record,
          message: `${name}, slot ${key}: ${refusal}`,
        });
    } catch (error) {
      const digits = /\d+/.exec(key)?.[0];
      const slot = digits === undefined ? undefined : Number(digits);
      const message = `${name}, slot ${key}: ${messageOf(error)}`;
      found.push({ kind: "UNREADABLE", place: [name, key], name, slot, message });
    }
  }
  return records;
}

function parseObject(path: string, text: string): object {
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
