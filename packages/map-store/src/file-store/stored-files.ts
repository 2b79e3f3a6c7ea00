import { createHash } from "node:crypto";
import {
  allEnded,
  type FileSystem,
  type FoundFile,
  readFile,
  resolveFile,
  sameContent,
} from "@haproxy-mcp/durable-files";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { type DesiredState, poolOf } from "../desired-state.js";
import { StoreError } from "../errors.js";
import { type MapFile, parseMapFile } from "../format/map-file.js";
import { parseServersFile, type ServersFile } from "../format/servers-file.js";
import type { Orphan, StateProblem, StateSnapshot } from "../state-store.js";
import { poolsOf, type Records } from "./pool-records.js";

export interface Contents {
  /** `undefined` for a file that is missing. */
  readonly map: Buffer | undefined;
  readonly servers: Buffer | undefined;
}

interface FoundFiles {
  readonly map: FoundFile | undefined;
  readonly servers: FoundFile | undefined;
}

export interface StoredFiles {
  readonly contents: Contents;
  readonly map: MapFile;
  readonly servers: ServersFile;
  readonly snapshot: StateSnapshot;
}

// Each round reads two files twice; a writer needs longer for one write than this takes.
const READ_ROUNDS = 100;
const MAX_MAP_BYTES = 128 * 1_048_576;
/** Also of files that follow from it. */
export const MAX_SERVERS_BYTES = 64 * 1_048_576;
// A disk may give two writes within its clock tick the same time.
const SETTLED_MS = 2_000;
const EMPTY_MAP = Buffer.alloc(0);
const EMPTY_SERVERS = Buffer.from("{}");

/**
 * Reads the two files. What was parsed is remembered by its bytes, so that neither polling nor one more domain
 * among 100,000 costs a parse; it cannot go stale, because the bytes are read every time.
 */
export class StoredFilesReader {
  readonly #fileSystem: FileSystem;
  readonly #paths: { readonly map: string; readonly servers: string };
  #last: StoredFiles | undefined;

  constructor(fileSystem: FileSystem, paths: { readonly map: string; readonly servers: string }) {
    this.#fileSystem = fileSystem;
    this.#paths = paths;
  }

  /**
   * Both files as they were at one moment: read until two readings are equal.
   *
   * @throws StoreError `UNREADABLE`
   */
  async read(): Promise<StoredFiles> {
    let previous = contentsOf(await this.#find());
    for (let round = 0; round < READ_ROUNDS; round++) {
      const next = contentsOf(await this.#find());
      if (sameContent(previous.map, next.map) && sameContent(previous.servers, next.servers)) {
        return this.#parse(next);
      }
      previous = next;
    }
    throw new StoreError("UNREADABLE", `${this.#paths.map} is changed faster than it can be read`);
  }

  /**
   * Both files, read once: under the lock nobody else writes, and what people write by hand is looked for again before
   * a file is replaced.
   *
   * @throws StoreError `UNREADABLE`
   */
  async readLocked(): Promise<{ readonly files: StoredFiles; readonly found: FoundFiles }> {
    const found = await this.#find();
    return { files: this.#parse(contentsOf(found)), found };
  }

  /** A text that is the same as long as both files are; `undefined` when they can't be told apart from those of a moment ago. */
  async look(): Promise<string | undefined> {
    try {
      const stamps = await Promise.all(
        Object.values(this.#paths).map((file) => this.#fileSystem.stamp(file)),
      );
      const changedMs = Math.max(...stamps.map((stamp) => stamp?.changedMs ?? 0));
      return changedMs + SETTLED_MS > Date.now() ? undefined : stamps.map((stamp) => stamp?.text).join("\n");
    } catch {
      return undefined; // reading says why
    }
  }

  /** Takes what was just written for the next reading. */
  remember(files: StoredFiles): void {
    this.#last = files;
  }

  async #find(): Promise<FoundFiles> {
    const { map: mapFile, servers: serversFile } = this.#paths;
    const [map, servers] = await allEnded([
      readStored(this.#fileSystem, mapFile, MAX_MAP_BYTES),
      readStored(this.#fileSystem, serversFile, MAX_SERVERS_BYTES),
    ]);
    return { map, servers };
  }

  #parse(contents: Contents): StoredFiles {
    const last = this.#last;
    const isMapKnown = last !== undefined && sameContent(last.contents.map, contents.map);
    const areServersKnown = last !== undefined && sameContent(last.contents.servers, contents.servers);
    if (isMapKnown && areServersKnown) return last;
    const map = isMapKnown ? last.map : parseMapFile(this.#paths.map, contents.map ?? EMPTY_MAP);
    const servers = areServersKnown
      ? last.servers
      : parseServersFile(this.#paths.servers, contents.servers ?? EMPTY_SERVERS);
    this.#last = storedFiles(contents, map, servers);
    return this.#last;
  }
}

/** @throws FileError `UNREADABLE` */
export async function readStored(
  fileSystem: FileSystem,
  file: string,
  maxBytes: number,
): Promise<FoundFile | undefined> {
  const found = await readFile(file, { maxBytes, fileSystem });
  // A file that is missing is empty; one whose folder is missing may be on a disk that is not mounted.
  if (found === undefined) await resolveFile(file, fileSystem);
  return found;
}

function contentsOf({ map, servers }: FoundFiles): Contents {
  return { map: map?.content, servers: servers?.content };
}

/** What is known of the new files already, so that one more name among 100,000 costs no look at all of them. */
interface Known {
  readonly pools: DesiredState["pools"];
  /** Those there were before. */
  readonly orphans: readonly Orphan[];
}

export function storedFiles(
  contents: Contents,
  map: MapFile,
  servers: ServersFile,
  known?: Known,
): StoredFiles {
  const { records } = servers;
  const pools = known?.pools ?? poolsOf(map.pools, records);
  const state: DesiredState = { pools, foreign: map.foreign };
  const poolOfProblem = ({ name }: StateProblem) => name && poolOf(state, name);
  return {
    contents,
    map,
    servers,
    snapshot: {
      revision: revisionOf(contents),
      state,
      problems: [
        ...map.problems,
        ...servers.problems.map((problem) => ({ ...problem, pool: poolOfProblem(problem) })),
      ],
      orphans:
        known === undefined
          ? orphansOf(state, records)
          : known.orphans.filter(({ name }) => records.has(name) && poolOf(state, name) === undefined),
      missing: new Map(),
      resting: new Map(),
      loss: undefined,
      locate: (key) => ({ file: map.path, line: lineOf(map, key) }),
    },
  };
}

function lineOf({ lines }: MapFile, key: string): number | undefined {
  const bytes = Buffer.from(key).toString("latin1");
  const index = lines.findIndex(({ entry }) => entry?.key === bytes);
  return index === -1 ? undefined : index + 1;
}

function orphansOf({ pools }: DesiredState, records: Records): readonly Orphan[] {
  const left = new Set<DomainPattern>(records.keys());
  for (const { names } of pools.values()) for (const name of names) left.delete(name);
  return [...left].map((name) => ({ name, since: undefined }));
}

function revisionOf({ map, servers }: Contents): string {
  const hash = createHash("sha256");
  for (const content of [map, servers])
    hash.update(`${content?.length ?? "missing"}\n`).update(content ?? "");
  return hash.digest("hex");
}
