import {
  allEnded,
  type FileSystem,
  type FoundFile,
  readFile,
  resolveFile,
  sameContent,
} from "@haproxy-mcp/durable-files";
import type { RefuseServer } from "../desired-state.js";
import { StoreError } from "../errors.js";
import { parseMapFile } from "../format/map-file.js";
import { parseServersFile } from "../format/servers-file.js";
import type { FoundJournal, JournalFile } from "../journal/journal-file.js";
import { type Contents, type StoredFiles, storedFiles } from "./stored-files.js";

export interface FoundFiles {
  readonly map: FoundFile | undefined;
  readonly servers: FoundFile | undefined;
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
 * Reads the two files, and the journal where that changed. What was parsed is remembered by its bytes, so that neither
 * polling nor one more domain among 100,000 costs a parse; it cannot go stale, because the bytes are read every time.
 */
export class StoredFilesReader {
  readonly #fileSystem: FileSystem;
  readonly #paths: { readonly map: string; readonly servers: string };
  readonly #journal: JournalFile;
  readonly #rule: (() => RefuseServer) | undefined;
  /** That the last reading was parsed by. */
  #refuse: RefuseServer | undefined;
  #last: StoredFiles | undefined;

  constructor(
    fileSystem: FileSystem,
    paths: { readonly map: string; readonly servers: string },
    journal: JournalFile,
    rule?: () => RefuseServer,
  ) {
    this.#fileSystem = fileSystem;
    this.#paths = paths;
    this.#journal = journal;
    this.#rule = rule;
  }

  /**
   * Both files as they were at one moment: read until two readings are equal. The journal is read in between, so that
   * it knows of everything that is in them.
   *
   * @throws StoreError `UNREADABLE`
   */
  async read(): Promise<StoredFiles> {
    let previous = contentsOf(await this.#find());
    for (let round = 0; round < READ_ROUNDS; round++) {
      const journal = await this.#readJournal();
      const next = contentsOf(await this.#find());
      if (sameContent(previous.map, next.map) && sameContent(previous.servers, next.servers)) {
        return this.#parse(next, journal);
      }
      previous = next;
    }
    throw new StoreError("UNREADABLE", `${this.#paths.map} is changed faster than it can be read`);
  }

  /**
   * Both files, read once: under the lock no other process of ours writes, and edits by hand are checked for again before
   * a file is replaced.
   *
   * @throws StoreError `UNREADABLE`: also when the disk does not give the journal, which may be known again later
   */
  async readLocked(): Promise<{ readonly files: StoredFiles; readonly found: FoundFiles }> {
    const [found, journal] = await allEnded([this.#find(), this.#readJournal()]);
    if (journal.failure !== undefined) throw journal.failure;
    return { files: this.#parse(contentsOf(found), journal), found };
  }

  /** A text that is the same as long as both files are; `undefined` when they can't be distinguished from those of a moment ago. */
  async look(): Promise<string | undefined> {
    try {
      const stamps = await this.#stampsOfState();
      const changedMs = Math.max(...stamps.map((stamp) => stamp?.changedMs ?? 0));
      return changedMs + SETTLED_MS > Date.now() ? undefined : stamps.map((stamp) => stamp?.text).join("\n");
    } catch {
      return undefined; // reading says why
    }
  }

  /** When one of the files changed last, in milliseconds since 1970. */
  async changedMs(): Promise<number> {
    return Math.max(...(await this.#stamps()).map((stamp) => stamp?.changedMs ?? 0));
  }

  /** Takes what was just written for the next reading. */
  remember(files: StoredFiles): void {
    this.#last = files;
  }

  #stamps() {
    return Promise.all(Object.values(this.#paths).map((file) => this.#fileSystem.stamp(file)));
  }

  /** Of what the state depends on: while nothing is uncertain, that is not the journal. */
  async #stampsOfState() {
    const isUncertain = this.#last !== undefined && this.#last.revision !== this.#last.snapshot.revision;
    if (!isUncertain) return this.#stamps();
    const journal = journalOf(await resolveFile(this.#paths.map, this.#fileSystem));
    return [...(await this.#stamps()), await this.#fileSystem.stamp(journal)];
  }

  async #find(): Promise<FoundFiles> {
    const { map: mapFile, servers: serversFile } = this.#paths;
    const [map, servers] = await allEnded([
      readStored(this.#fileSystem, mapFile, MAX_MAP_BYTES),
      readStored(this.#fileSystem, serversFile, MAX_SERVERS_BYTES),
    ]);
    return { map, servers };
  }

  async #readJournal(): Promise<FoundJournal> {
    return this.#journal.read(journalOf(await resolveFile(this.#paths.map, this.#fileSystem)));
  }

  #parse(contents: Contents, journal: FoundJournal): StoredFiles {
    const last = this.#last;
    const refuse = this.#rule?.();
    const isMapKnown = last !== undefined && sameContent(last.contents.map, contents.map);
    const areServersKnown =
      last !== undefined && refuse === this.#refuse && sameContent(last.contents.servers, contents.servers);
    if (isMapKnown && areServersKnown && last.found === journal) return last;
    const map = isMapKnown ? last.map : parseMapFile(this.#paths.map, contents.map ?? EMPTY_MAP);
    const servers = areServersKnown
      ? last.servers
      : parseServersFile(this.#paths.servers, contents.servers ?? EMPTY_SERVERS, refuse);
    this.#refuse = refuse;
    this.#last = storedFiles(contents, map, servers, this.#journal.share(journal, map.pools));
    return this.#last;
  }
}

/** Where the journal of a map is, as the lock is: beside the file that a link leads to. */
export function journalOf(map: string): string {
  return `${map}.journal`;
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
