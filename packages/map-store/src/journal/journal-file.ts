import { basename } from "node:path";
import {
  type Clock,
  createReplacement,
  type FileAttributes,
  FileError,
  type FileStamp,
  type FileSystem,
  type HeldLock,
  messageOf,
} from "@haproxy-mcp/durable-files";
import type { NamesByPool } from "../format/map-file.js";
import type { StateProblem } from "../state-store.js";
import type { EntryEnd, Journal, JournalEntry, Recorded } from "./journal.js";
import { baseLine, endLine, entryLine } from "./journal-lines.js";
import { shareNames } from "./missing-names.js";
import { parseJournal } from "./parse-journal.js";

/** What is known of the journal at one moment: the same object for as long as its file is. */
export interface FoundJournal {
  /** `undefined` where there is none, or none that can be read. */
  readonly recorded: Recorded | undefined;
  /** Why there is none, though there is a file. */
  readonly problem: StateProblem | undefined;
  /** The disk failed: what the file says may be known again later, so nothing may be written over it. */
  readonly failure: FileError | undefined;
}

/** The journal beside a map. Its writer holds the lock of the map. */
export interface JournalFile {
  /** Never rejects. Reads the file only when its stamp has changed. */
  read(file: string): Promise<FoundJournal>;
  /** The same journal, which holds names in these sets where they are equal, so that they are not held twice. */
  share(found: FoundJournal, pools: NamesByPool): FoundJournal;
  /**
   * Makes an intent durable.
   *
   * @param journal before it
   * @throws FileError `UNWRITABLE`; `LOCKED` when the lock was lost
   */
  begin(file: string, held: HeldLock, journal: Journal, entry: JournalEntry): Promise<FoundJournal>;
  /** Says how the intent that began last ended, where the disk lets it. */
  end(file: string, journal: Journal, entry: JournalEntry, end: EntryEnd): Promise<FoundJournal>;
  /**
   * Makes durable what counts as committed, where the files stay as they are.
   *
   * @param journal after the entry
   * @throws FileError `UNWRITABLE`; `LOCKED` when the lock was lost
   */
  commit(
    file: string,
    held: HeldLock,
    journal: Journal,
    entry: JournalEntry,
    end: EntryEnd,
  ): Promise<FoundJournal>;
}

interface Known {
  readonly file: string;
  readonly stamp: FileStamp | undefined;
  readonly found: FoundJournal;
  readonly attributes: FileAttributes | undefined;
  /** Of the first line; `undefined` where nothing can be written behind what is there. */
  readonly baseBytes: number | undefined;
}

const NEW_FILE: FileAttributes = { mode: 0o644 };
const MAX_BYTES = 384 * 1_048_576; // of a map with 128 MiB it may have 256
const MIN_APPENDED_BYTES = 262_144;
/** No file of ours: it is written over. */
const NOT_REGULAR = new Set(["EISDIR", "EINVAL", "EFBIG"]);
/** There is no file. */
export const NO_JOURNAL: FoundJournal = { recorded: undefined, problem: undefined, failure: undefined };

export function createJournalFile(fileSystem: FileSystem, clock: Clock): JournalFile {
  let known: Known | undefined;

  function remember(next: Known): FoundJournal {
    known = next;
    return next.found;
  }

  async function read(file: string): Promise<FoundJournal> {
    try {
      const stamp = await fileSystem.stamp(file);
      if (known?.file === file && known.stamp?.text === stamp?.text) return known.found;
      return remember(stamp === undefined ? { ...missing(file), stamp } : await readNew(file, stamp));
    } catch (cause) {
      known = undefined;
      const failure = new FileError("UNREADABLE", `cannot read ${file}: ${messageOf(cause)}`, { cause });
      const problem = problemOf(file, `${failure.message}; nothing can be changed before it can be read`);
      return { recorded: undefined, problem, failure };
    }
  }

  async function readNew(file: string, stamp: FileStamp): Promise<Known> {
    const read = await fileSystem.read(file, MAX_BYTES).catch((error: NodeJS.ErrnoException) => {
      if (NOT_REGULAR.has(error.code ?? "")) return error;
      throw error;
    });
    if (read === undefined) return missing(file);
    if (read instanceof Error) return { ...missing(file), stamp, found: unreadable(file, read) };
    const { content, attributes } = read;
    try {
      const { recorded, baseBytes, isTorn } = parseJournal(content);
      const found = { ...NO_JOURNAL, recorded };
      return { file, stamp, found, attributes, baseBytes: isTorn ? undefined : baseBytes };
    } catch (error) {
      return { ...missing(file), stamp, attributes, found: unreadable(file, error) };
    }
  }

  async function append(
    file: string,
    text: string,
    isFlushed: boolean,
    recorded: Recorded,
  ): Promise<FoundJournal> {
    const { stamp: before, ...same } = known ?? missing(file);
    known = undefined; // until it is known what is in the file
    const content = Buffer.from(text);
    const stamp = await fileSystem.append(file, content, isFlushed);
    const found = { ...NO_JOURNAL, recorded };
    // One that lost the lock wrote in between: read it.
    if (stamp.size !== (before?.size ?? 0) + content.length) return found;
    return remember({ ...same, stamp, found });
  }

  async function rewrite(
    file: string,
    held: HeldLock,
    base: string,
    more: string,
    recorded: Recorded,
  ): Promise<FoundJournal> {
    const attributes = known?.attributes ?? NEW_FILE;
    known = undefined;
    await using replacement = createReplacement(fileSystem);
    await replacement.stage([{ file, before: undefined, after: Buffer.from(base + more), attributes }]);
    if (!(await held.isHeld())) throw new FileError("LOCKED", `the lock of ${file} was lost`);
    await replacement.commit();
    const stamp = await fileSystem.stamp(file);
    const found = { ...NO_JOURNAL, recorded };
    return remember({ file, stamp, found, attributes, baseBytes: base.length });
  }

  function hasRoomFor(text: string): boolean {
    if (known?.baseBytes === undefined || known.stamp === undefined) return false;
    const appended = known.stamp.size - known.baseBytes + text.length;
    return appended <= Math.max(MIN_APPENDED_BYTES, known.baseBytes);
  }

  return {
    read,
    share(found, pools) {
      if (found.recorded === undefined || known?.found !== found) return found;
      const { journal } = found.recorded;
      const names = shareNames(journal.names, pools);
      if (names === journal.names) return found;
      return remember({
        ...known,
        found: { ...found, recorded: { ...found.recorded, journal: { ...journal, names } } },
      });
    },
    async begin(file, held, journal, entry) {
      const line = entryLine(entry);
      const recorded = { journal, last: { entry, tookEffect: undefined } };
      return await writing(file, () =>
        hasRoomFor(line)
          ? append(file, line, true, recorded)
          : rewrite(file, held, baseLine(journal, clock.now()), line, recorded),
      );
    },
    async end(file, journal, entry, end) {
      const recorded = { journal, last: { entry, tookEffect: end.tookEffect } };
      return await append(file, endLine(end), false, recorded).catch(() => ({ ...NO_JOURNAL, recorded }));
    },
    async commit(file, held, journal, entry, end) {
      const lines = entryLine(entry) + endLine(end);
      return await writing(file, () =>
        hasRoomFor(lines)
          ? append(file, lines, true, { journal, last: { entry, tookEffect: true } })
          : rewrite(file, held, baseLine(journal, clock.now()), "", { journal, last: undefined }),
      );
    },
  };
}

function missing(file: string): Known {
  return { file, stamp: undefined, found: NO_JOURNAL, attributes: undefined, baseBytes: undefined };
}

function unreadable(file: string, reason: unknown): FoundJournal {
  const message = `cannot read ${file}: ${messageOf(reason)}; the next change writes ${basename(file)} from scratch`;
  return { ...NO_JOURNAL, problem: problemOf(file, message) };
}

function problemOf(file: string, message: string): StateProblem {
  return { kind: "UNREADABLE", about: "journal", file, message };
}

async function writing<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (FileError.isInstance(cause)) throw cause;
    throw new FileError("UNWRITABLE", `cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}
