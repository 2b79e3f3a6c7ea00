import { type FileAttributes, type ReplacementStep, sameContent } from "@haproxy-mcp/durable-files";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { DesiredState } from "./desired-state.js";
import { editMapFile } from "./edit-map-file.js";
import { editServersFile } from "./edit-servers-file.js";
import type { MapFile } from "./map-file.js";
import { differingKeys, patchMap } from "./patched-map.js";
import { type Servers, type ServersFile, serversFileContent } from "./servers-file.js";
import type { Contents, StoredFiles } from "./stored-files.js";

export interface FoundDerivedFile {
  readonly file: string;
  readonly content: Buffer | undefined;
  /** Which it has, or is to have when it is new. */
  readonly attributes: FileAttributes | undefined;
  readonly render: (state: DesiredState) => string;
}

export interface ReplacementPlan {
  readonly steps: readonly ReplacementStep[];
  readonly map: MapFile;
  readonly servers: ServersFile;
  readonly contents: Contents;
}

const NEW_FILE: FileAttributes = { mode: 0o644 };

/**
 * What to write, in which order. domains.map is the commit point: a domain exists when it is in there, and servers
 * of other domains are void. So everything that a domain needs is written before the map names it, and nothing of
 * it is taken away while the map still does; killed between two steps, the state is the old one or the new one.
 * Adding writes servers.json, derived files, domains.map; removing domains.map, servers.json, derived files; a
 * change that does both, or hands servers from one name on to another, writes servers.json on both sides of the map.
 *
 * @param paths the files as {@link FileSystem.resolve} gave them
 * @param attributes which the files have, or are to have when they are new
 * @throws StoreError `CONFLICT`
 */
export function planReplacement(
  found: StoredFiles,
  derived: readonly FoundDerivedFile[],
  paths: { readonly map: string; readonly servers: string },
  attributes: ReadonlyMap<string, FileAttributes | undefined>,
  state: DesiredState,
): ReplacementPlan {
  const map = editMapFile(found.map, state.domains);
  const servers = editServersFile(found.servers, state.servers);
  const leaving = leavingServers(found, map);
  const interim =
    leaving.size === 0 ? servers : editServersFile(found.servers, patchMap(state.servers, { set: leaving }));

  const steps: ReplacementStep[] = [];
  const current = new Map<string, Buffer | undefined>();
  const write = (file: string, found: Buffer | undefined, after: Buffer | undefined) => {
    const before = current.has(file) ? current.get(file) : found;
    if (after === undefined || sameContent(before, after)) return;
    current.set(file, after);
    steps.push({ file, before, after, attributes: attributes.get(file) ?? NEW_FILE });
  };
  const writeServers = (next: ServersFile, its: ReadonlyMap<DomainPattern, number>) => {
    write(
      paths.servers,
      found.contents.servers,
      next === found.servers ? found.contents.servers : serversFileContent(next),
    );
    const rendered: DesiredState = { domains: its, servers: next.servers, foreign: map.foreign };
    for (const { file, content, render } of derived) {
      write(file, content, Buffer.from(render(rendered)));
    }
  };

  writeServers(interim, union(found.map.domains, map.domains));
  write(paths.map, found.contents.map, map === found.map ? found.contents.map : map.content);
  writeServers(servers, map.domains);
  const contentNow = (file: string, content: Buffer | undefined) =>
    current.has(file) ? current.get(file) : content;
  return {
    steps,
    map,
    servers,
    contents: {
      map: contentNow(paths.map, found.contents.map),
      servers: contentNow(paths.servers, found.contents.servers),
    },
  };
}

/** Servers of the domains that this change takes out of the map. */
function leavingServers(found: StoredFiles, map: MapFile): ReadonlyMap<DomainPattern, Servers> {
  return new Map(
    [...found.servers.servers].filter(
      ([domain]) => found.map.domains.has(domain) && !map.domains.has(domain),
    ),
  );
}

/** All domains of both; where they differ, as they are after. */
function union(
  before: ReadonlyMap<DomainPattern, number>,
  after: ReadonlyMap<DomainPattern, number>,
): ReadonlyMap<DomainPattern, number> {
  const gone = [...differingKeys(before, after)].filter((domain) => !after.has(domain));
  return patchMap(after, { set: gone.map((domain) => [domain, before.get(domain) ?? 0] as const) });
}
