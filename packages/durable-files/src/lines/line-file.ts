import { FileError, messageOf } from "../errors.js";
import { createLockfileLocker } from "../lock/lockfile-locker.js";
import { createMutex } from "../lock/mutex.js";
import { appendText } from "./append-text.js";
import { type LineLimits, MAX_LINE_BYTES } from "./line-limits.js";
import { type FoundLine, readBackward } from "./read-backward.js";

/** JSON values, one a line, which are appended and never changed. Any number of processes may share one. */
export interface LineFile<Line> {
  /**
   * Appends lines that follow one another, and makes them durable. Those of calls during a write are written together, in one go.
   *
   * @throws FileError `UNWRITABLE`: also for a link, for what is not a regular file, and for a line of more than 16 MiB
   */
  append(lines: readonly Line[]): Promise<void>;
  /** The lines, the newest first, of all files. What can't be read is skipped and reported. Never rejects. */
  newestFirst(options?: NewestFirstOptions): AsyncGenerator<FoundLine<Line>, void>;
}

/** Which lines are read. */
export interface NewestFirstOptions {
  /** Only lines whose text contains this. */
  readonly containing?: string | undefined;
}

/** How lines are read, and how large the file may grow. */
export interface LineFileOptions<Line> extends LineLimits {
  /** `undefined` for a document that is no such line. */
  readonly parse: (document: unknown) => Line | undefined;
}

/**
 * Makes a file of JSON lines that is only appended to, and rotated when it is large. Nothing is read or written until a method is called.
 *
 * @param file its name gets a number when it is rotated: `history.jsonl` becomes `history.1.jsonl`
 */
export function createLineFile<Line>(
  file: string,
  { parse, ...limits }: LineFileOptions<Line>,
): LineFile<Line> {
  const locker = createLockfileLocker();
  const writes = createMutex();
  let next: { readonly texts: string[]; readonly written: Promise<void> } | undefined;

  function write(texts: readonly string[]): Promise<void> {
    return appendText(file, texts.join(""), limits, locker).catch((cause: unknown) => {
      throw unwritable(file, cause);
    });
  }

  return {
    async append(lines) {
      const given = lines.map((line) => `${JSON.stringify(line)}\n`);
      if (given.some((text) => Buffer.byteLength(text) > MAX_LINE_BYTES))
        throw unwritable(file, new Error(`a line has more than ${MAX_LINE_BYTES} bytes`));
      if (next === undefined) {
        const texts: string[] = [];
        const written = writes.run(() => {
          next = undefined;
          return write(texts);
        });
        next = { texts, written };
      }
      next.texts.push(...given);
      await next.written;
    },
    newestFirst: (options = {}) => readBackward(file, limits.maxFiles, { ...options, parse }),
  };
}

function unwritable(file: string, cause: unknown): FileError {
  return new FileError("UNWRITABLE", `cannot write ${file}: ${messageOf(cause)}`, { cause });
}
