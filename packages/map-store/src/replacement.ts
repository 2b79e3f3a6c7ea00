import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { messageOf, StoreError } from "./errors.js";
import type { FileAttributes, FileSystem } from "./file-system.js";
import type { HeldLock } from "./locker.js";

/** One file with other content. The same file may be replaced again by a later step. */
export interface ReplacementStep {
  /** As {@link FileSystem.resolve} gave it. */
  readonly file: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer;
  /** Of a file that does not exist yet. */
  readonly mode: number;
}

interface StagedStep extends ReplacementStep {
  readonly attributes: FileAttributes;
  /** The new content, complete and flushed. */
  readonly staged: string;
  /** A second name of the old file, so that putting it back needs no space on the disk. */
  readonly kept: string;
}

const LEFTOVER = /^\.(.+)\.[0-9a-f-]{36}\.(?:new|old)$/;

/** Removes what a killed writer left beside these files. The caller holds the lock, so nobody is using it. */
export async function removeLeftovers(fileSystem: FileSystem, files: readonly string[]): Promise<void> {
  const ours = new Set(files);
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    const names = await fileSystem.list(folder);
    const left = names.filter((name) => ours.has(join(folder, LEFTOVER.exec(name)?.[1] ?? "")));
    await Promise.all(left.map((name) => fileSystem.remove(join(folder, name))));
  }
}

/**
 * Replaces files in order, each as a whole, and can put them back. Disposing of it removes its temporary files.
 */
export class Replacement implements AsyncDisposable {
  readonly #fileSystem: FileSystem;
  readonly #held: HeldLock;
  readonly #steps: StagedStep[] = [];
  readonly #done: StagedStep[] = [];

  constructor(fileSystem: FileSystem, held: HeldLock) {
    this.#fileSystem = fileSystem;
    this.#held = held;
  }

  /** Writes and flushes the new contents under other names: what can fail for want of space fails here. */
  async stage(steps: readonly ReplacementStep[]): Promise<void> {
    const results = await Promise.allSettled(steps.map((step) => this.#stageOne(step)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async #stageOne(step: ReplacementStep): Promise<void> {
    const prefix = join(dirname(step.file), `.${basename(step.file)}.${randomUUID()}`);
    const attributes = (await this.#fileSystem.attributes(step.file)) ?? { mode: step.mode };
    this.#steps.push({ ...step, attributes, staged: `${prefix}.new`, kept: `${prefix}.old` });
    await this.#fileSystem.create(`${prefix}.new`, step.after, attributes);
  }
}
