import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { NO_SERVERS, type Servers, sameRecord, sameServers } from "../desired-state.js";
import { StoreError } from "../errors.js";
import type { Records } from "../file-store/pool-records.js";
import type { RecordPlace, StateProblem } from "../state-store.js";
import { formatServerRecord, isJsonObject, type JsonObject } from "./server-record.js";
import { type ServersFile, withRoot } from "./servers-file.js";

/**
 * The file with other records under some names. Unknown keys, and records that could not be read, are left unchanged; a
 * name with nothing left is removed.
 *
 * @throws StoreError `CONFLICT` for a server whose place is taken by what could not be read
 */
export function editServersFile(file: ServersFile, changes: Records): ServersFile {
  const touched = [...changes].filter(([name, servers]) => !sameServers(file.records.get(name), servers));
  if (touched.length === 0) return file;
  const [root, records] = [new Map(file.root), new Map(file.records)];
  for (const [name, servers] of touched) {
    const entry = editEntry(file, name, servers);
    if (Object.keys(entry).length > 0) root.set(name, entry);
    else root.delete(name);
    if (servers.size > 0) records.set(name, servers);
    else records.delete(name);
  }
  // Not read again: what could not be read before can't be read now.
  return withRoot(file, root, records);
}

/** The file without some records that are refused; a name with nothing left is removed. */
export function withoutRefused(file: ServersFile, places: readonly RecordPlace[]): ServersFile {
  const gone = file.found.filter((problem) => problem.kind === "REFUSED" && isAt(places, problem));
  if (gone.length === 0) return file;
  const root = new Map(file.root);
  for (const { name, slot } of gone) {
    const entry = name === undefined ? undefined : root.get(name);
    if (name === undefined || !isJsonObject(entry)) continue;
    const left = Object.entries(entry).filter(([key]) => key !== String(slot));
    if (left.length > 0) root.set(name, Object.fromEntries(left));
    else root.delete(name);
  }
  const found = file.found.filter((problem) => !gone.includes(problem));
  return withRoot({ ...file, found }, root, file.records);
}

export function isAt(
  places: readonly RecordPlace[],
  { name, slot }: Pick<StateProblem, "name" | "slot">,
): boolean {
  return places.some((place) => place.name === name && place.slot === slot);
}

function editEntry(file: ServersFile, domain: DomainPattern, wanted: Servers): JsonObject {
  const former = formerEntry(file, domain);
  const known = file.records.get(domain) ?? NO_SERVERS;
  const gone = new Set([...known.keys()].filter((slot) => !wanted.has(slot)).map(String));
  const kept = Object.entries(former).filter(([key]) => !gone.has(key));
  const written = [...wanted].filter(([slot, record]) => !sameRecord(record, known.get(slot)));
  for (const [slot] of written) {
    if (!known.has(slot)) assertFree(file, domain, slot);
  }
  return Object.fromEntries([
    ...kept,
    ...written.map(([slot, record]) => [String(slot), formatServerRecord(record, former[slot])] as const),
  ]);
}

function formerEntry(file: ServersFile, domain: DomainPattern): JsonObject {
  const former = file.root.get(domain) ?? (file.root.has(domain) ? null : {});
  if (!isJsonObject(former)) throw taken(file, `the entry of ${domain}`, { name: domain, slot: undefined });
  return former;
}

/** A record that was not understood may be of a slot without having its key, such as `"01"`. */
function assertFree(file: ServersFile, name: DomainPattern, slot: Slot): void {
  if (file.problems.some((problem) => problem.name === name && problem.slot === slot)) {
    throw taken(file, `slot ${slot} of ${name}`, { name, slot });
  }
}

function taken(
  { path, problems }: ServersFile,
  place: string,
  { name, slot }: Pick<StateProblem, "name" | "slot">,
): StoreError {
  const line = problems.find((problem) => problem.name === name && problem.slot === slot)?.line;
  return new StoreError(
    "CONFLICT",
    `${path}${line === undefined ? "" : `:${line}`}: ${place} can't be read and was left unchanged: correct or remove it`,
  );
}
