import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { sameRecord, sameServers } from "./desired-state.js";
import { StoreError } from "./errors.js";
import { patchMap } from "./patched-map.js";
import { formatServerRecord, isJsonObject, type JsonObject } from "./server-record.js";
import type { Servers, ServersFile } from "./servers-file.js";

const NO_SERVERS: Servers = new Map();

/**
 * The file with other servers. Only domains whose servers differ are touched. Unknown keys, and records that were
 * not understood, stay where they are; a domain with nothing left goes.
 *
 * @throws StoreError `CONFLICT` for a server whose place is taken by what was not understood
 */
export function editServersFile(
  file: ServersFile,
  servers: ReadonlyMap<DomainPattern, Servers>,
): ServersFile {
  const touched = [...new Set([...file.servers.keys(), ...servers.keys()])].filter(
    (domain) => !sameServers(file.servers.get(domain), servers.get(domain)),
  );
  if (touched.length === 0) return file;
  const root = new Map(file.root);
  for (const domain of touched) {
    const entry = editEntry(file, domain, servers.get(domain) ?? NO_SERVERS);
    if (Object.keys(entry).length > 0) root.set(domain, entry);
    else root.delete(domain);
  }
  // Not read again: what was not understood before is not understood now.
  return {
    path: file.path,
    root,
    servers: patchMap(file.servers, {
      remove: touched.filter((domain) => (servers.get(domain)?.size ?? 0) === 0),
      set: touched.flatMap((domain) => withServers(domain, servers.get(domain))),
    }),
    problems: file.problems,
  };
}

function withServers(
  domain: DomainPattern,
  servers: Servers | undefined,
): readonly (readonly [DomainPattern, Servers])[] {
  return servers === undefined || servers.size === 0 ? [] : [[domain, servers]];
}

function editEntry(file: ServersFile, domain: DomainPattern, wanted: Servers): JsonObject {
  const former = formerEntry(file, domain);
  const known = file.servers.get(domain) ?? NO_SERVERS;
  const kept = Object.entries(former).filter(
    ([key]) => !known.has(Number(key) as Slot) || wanted.has(Number(key) as Slot),
  );
  const written = [...wanted].filter(([slot, record]) => !sameRecord(record, known.get(slot)));
  for (const [slot] of written) {
    if (Object.hasOwn(former, slot) && !known.has(slot)) throw taken(file, `slot ${slot} of ${domain}`);
  }
  return Object.fromEntries([
    ...kept,
    ...written.map(([slot, record]) => [String(slot), formatServerRecord(record, former[slot])] as const),
  ]);
}

function formerEntry(file: ServersFile, domain: DomainPattern): JsonObject {
  const former = file.root.get(domain) ?? (file.root.has(domain) ? null : {});
  if (!isJsonObject(former)) throw taken(file, `the entry of ${domain}`);
  return former;
}

function taken(file: ServersFile, place: string): StoreError {
  return new StoreError(
    "CONFLICT",
    `${file.path}: ${place} holds something that is not understood, and is not overwritten: correct or remove it`,
  );
}
