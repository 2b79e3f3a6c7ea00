import {
  type FileSystem,
  type HeldLock,
  type Locker,
  nodeFileSystem,
  type OpenFolder,
} from "@haproxy-mcp/durable-files";

/** A step on the disk, counted from 1 over the life of the file system. */
export interface DiskStep {
  readonly number: number;
  readonly operation: keyof FileSystem | keyof OpenFolder;
  readonly file: string;
}

/**
 * The disk, with a place before every one of its operations where a test may interfere. An operation that is added
 * to {@link FileSystem} is covered by itself.
 *
 * @param underWay holds what was let through and has not ended
 * @param opened holds the folders that are open
 */
export function faultyFileSystem(
  before: (step: DiskStep) => Promise<void> | void,
  underWay = new Set<Promise<unknown>>(),
  opened = new Set<OpenFolder>(),
): FileSystem {
  let number = 0;
  const next = async (operation: DiskStep["operation"], file: string) => {
    number += 1;
    await before({ number, operation, file });
  };
  const wrap = <Operation extends keyof FileSystem>(operation: Operation) => {
    const run = nodeFileSystem[operation] as (...values: readonly unknown[]) => Promise<unknown>;
    return async (...values: readonly unknown[]) => {
      await next(operation, String(values[0]));
      const running = run(...values).finally(() => underWay.delete(running));
      underWay.add(running);
      const result = await running;
      return operation === "openFolder" ? wrapFolder(result as OpenFolder, String(values[0])) : result;
    };
  };
  const wrapFolder = (open: OpenFolder, folder: string): OpenFolder => {
    opened.add(open);
    return {
      async sync() {
        await next("sync", folder);
        await open.sync();
      },
      async [Symbol.asyncDispose]() {
        opened.delete(open);
        await open[Symbol.asyncDispose]();
      },
    };
  };
  const operations = Object.keys(nodeFileSystem) as readonly (keyof FileSystem)[];
  return Object.fromEntries(
    operations.map((operation) => [operation, wrap(operation)]),
  ) as unknown as FileSystem;
}

export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** A lock that is always to be had, and is held for as long as `isHeld` says so. */
export function looseLocker(isHeld: () => boolean = () => true): Locker {
  const held: HeldLock = {
    lost: new AbortController().signal,
    isHeld: async () => isHeld(),
    [Symbol.asyncDispose]: async () => {},
  };
  return { acquire: async () => held };
}
