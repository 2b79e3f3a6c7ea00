import { dirname } from "node:path";
import { allEnded } from "./all-ended.js";
import type { FileAttributes, FileSystem, OpenFolder } from "./disk/file-system.js";
import { FileError, messageOf } from "./errors.js";
import type { HeldLock } from "./lock/locker.js";
import { temporaryName } from "./temporary-files.js";

/** One file with other content. A later step may replace the same file again. */
export interface ReplacementStep {
  /** As returned by {@link FileSystem.resolve}. */
  readonly file: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer;
  readonly attributes: FileAttributes;
}

interface StagedStep extends ReplacementStep {
  /** The new content, complete and flushed. */
  readonly staged: string;
  /** A second name of the old file: a rollback must not need space on the disk. */
  readonly kept: string;
}

/**
 * Makes a replacement of several files, each atomic, in order; one that fails can be rolled back. A crash in the middle leaves those
 * before it replaced. Its disposal removes temporary files.
 *
 * @param held the lock: its loss stops the replacement, and a file that another process changed is not replaced.
 *   Without it, files are replaced whatever they contain, and can't be rolled back
 */
export function createReplacement(fileSystem: FileSystem, held?: HeldLock): Replacement {
  return new Replacement(fileSystem, held);
}

/** Replaces files in order, each atomically, and can roll them back. Disposing of it removes its temporary files. */
export class Replacement implements AsyncDisposable {
  readonly #fileSystem: FileSystem;
  readonly #held: HeldLock | undefined;
  #steps: readonly StagedStep[] = [];
  readonly #done: StagedStep[] = [];
  /** What each file was like when it was compared. */
  readonly #seen = new Map<StagedStep, string | undefined>();
  /** By their paths, open for as long as this lives. */
  readonly #folders = new Map<string, OpenFolder>();

  constructor(fileSystem: FileSystem, held: HeldLock | undefined) {
    this.#fileSystem = fileSystem;
    this.#held = held;
  }

  /**
   * Writes and flushes the new contents under other names, so that a full disk fails here.
   *
   * @throws FileError `UNWRITABLE`
   */
  async stage(steps: readonly ReplacementStep[]): Promise<void> {
    this.#steps = steps.map((step) => {
      const name = temporaryName(step.file);
      return { ...step, staged: `${name}.new`, kept: `${name}.old` };
    });
    const folders = new Map(steps.map((step) => [dirname(step.file), step]));
    await allEnded([
      ...this.#steps.map((step) => this.#create(step, step.after)),
      ...[...folders].map(([folder, step]) => this.#openFolder(folder, step)),
    ]);
  }

  /**
   * Puts the new contents in place. After an error some may be in place: call {@link putBack}.
   *
   * @throws FileError `UNWRITABLE`; `LOCKED` when another writer changed a file meanwhile
   */
  async commit(): Promise<void> {
    await this.#getReady(this.#steps[0]);
    for (const [index, step] of this.#steps.entries()) {
      await allEnded([this.#replace(step), this.#getReady(this.#steps[index + 1])]);
    }
  }

  async #replace(step: StagedStep): Promise<void> {
    await this.#assertAsSeen(step);
    await writing(step, () => this.#rename(step));
    this.#done.push(step);
    await this.#syncFolder(step);
  }

  /** In a sticky folder only the owner of a file may replace it, which the system's own error does not say. */
  async #rename({ staged, file }: StagedStep): Promise<void> {
    try {
      await this.#fileSystem.rename(staged, file);
    } catch (error) {
      const owner = (await this.#fileSystem.stamp(file).catch(() => undefined))?.uid;
      const self = process.getuid?.();
      if ((error as NodeJS.ErrnoException).code !== "EPERM" || owner === undefined || owner === self)
        throw error;
      throw new Error(
        `it belongs to user ${owner}, and its folder lets only its owner replace it; give it to user ${self}`,
        { cause: error },
      );
    }
  }

  /**
   * Restores every file, the last one first, and returns the error to report: `reason`, or one of code
   * `OUTCOME_UNKNOWN` when that was not possible. A file that another process has changed since is left unchanged.
   */
  async putBack(reason: unknown): Promise<unknown> {
    try {
      for (let step = this.#done.at(-1); step !== undefined; step = this.#done.at(-1)) {
        await this.#assertOurs(step, step.after);
        await this.#restore(step);
        this.#done.pop();
      }
      return reason;
    } catch (failure) {
      return new FileError(
        "OUTCOME_UNKNOWN",
        `${messageOf(reason)}; and the files could not be rolled back: ${messageOf(failure)}`,
        { cause: new AggregateError([reason, failure]) },
      );
    }
  }

  /** The next writer removes what cannot be removed now. */
  async [Symbol.asyncDispose](): Promise<void> {
    const done = new Set(this.#done);
    const temporary = this.#steps.flatMap((step) => [
      ...(done.has(step) ? [] : [step.staged]),
      ...(step.before === undefined ? [] : [step.kept]),
    ]);
    await Promise.allSettled([
      ...temporary.map((file) => this.#fileSystem.remove(file)),
      ...[...this.#folders.values()].map((folder) => folder[Symbol.asyncDispose]()),
    ]);
  }

  async #openFolder(folder: string, step: ReplacementStep): Promise<void> {
    this.#folders.set(folder, await writing(step, () => this.#fileSystem.openFolder(folder)));
  }

  #syncFolder(step: ReplacementStep): Promise<void> {
    return writing(step, async () => this.#folders.get(dirname(step.file))?.sync());
  }

  #create(step: StagedStep, content: Buffer): Promise<void> {
    return writing(step, () => this.#fileSystem.create(step.staged, content, step.attributes));
  }

  async #getReady(step: StagedStep | undefined): Promise<void> {
    if (step === undefined || this.#held === undefined) return;
    await this.#keep(step); // changes the stamp
    this.#seen.set(step, await this.#stampOf(step));
    await this.#assertOurs(step, step.before);
  }

  /** What was read may have changed since: the step before was flushed meanwhile. */
  async #assertAsSeen(step: StagedStep): Promise<void> {
    if (this.#held !== undefined && (await this.#stampOf(step)) !== this.#seen.get(step)) throw changed(step);
  }

  #stampOf(step: StagedStep): Promise<string | undefined> {
    return writing(step, async () => (await this.#fileSystem.stamp(step.file))?.text);
  }

  /** Without hard links, the old content is written as a new file. */
  async #keep(step: StagedStep): Promise<void> {
    if (step.before !== undefined) await this.#fileSystem.link(step.file, step.kept).catch(() => {});
  }

  /** The lock stops other stores, but not an operator's editor, and it can expire while a process is suspended. */
  async #assertOurs(step: StagedStep, expected: Buffer | undefined): Promise<void> {
    const [isHeld, isOurs] = await allEnded([
      this.#held?.isHeld() ?? true,
      writing(step, () => this.#holds(step.file, expected)),
    ]);
    if (!isHeld) throw new FileError("LOCKED", `the lock of ${step.file} was lost; retry`);
    if (isOurs) return;
    throw changed(step);
  }

  async #holds(file: string, expected: Buffer | undefined): Promise<boolean> {
    try {
      return sameContent((await this.#fileSystem.read(file, expected?.length ?? 0))?.content, expected);
    } catch (error) {
      // larger than expected: no need to read it
      if ((error as NodeJS.ErrnoException).code === "EFBIG") return false;
      throw error;
    }
  }

  async #restore(step: StagedStep): Promise<void> {
    if (step.before === undefined) {
      await this.#fileSystem.remove(step.file);
    } else if ((await this.#fileSystem.stamp(step.kept)) !== undefined) {
      await this.#fileSystem.rename(step.kept, step.file);
    } else {
      await this.#create(step, step.before);
      await this.#fileSystem.rename(step.staged, step.file);
    }
    await this.#syncFolder(step);
  }
}

function changed({ file }: ReplacementStep): FileError {
  return new FileError("LOCKED", `${file} was changed by another process at the same time`);
}

/** Whether two files have the same bytes, or are both missing. */
export function sameContent(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.equals(b));
}

async function writing<T>({ file }: ReplacementStep, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw new FileError("UNWRITABLE", `cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}
