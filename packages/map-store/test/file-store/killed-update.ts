import { setImmediate as immediate } from "node:timers/promises";
import type { FileSystem, OpenFolder } from "@haproxy-mcp/durable-files";
import type { Change, ExclusiveStateStore } from "../../src/index.js";
import { faultyFileSystem } from "../faulty-file-system.js";

/**
 * An update as it is when its process is killed before a step on the disk, counted from 1.
 *
 * @returns whether it came to that step
 */
export async function killedUpdate(
  open: (fileSystem: FileSystem) => ExclusiveStateStore,
  change: Change<unknown>,
  faultAt: number,
): Promise<boolean> {
  let steps = 0;
  const underWay = new Set<Promise<unknown>>();
  const opened = new Set<OpenFolder>();
  await new Promise<void>((resolve) => {
    const fileSystem = faultyFileSystem(
      async ({ number }) => {
        steps = number;
        if (number < faultAt) return;
        resolve();
        await new Promise(() => {}); // as if it were: nothing more begins on the disk from here on
      },
      underWay,
      opened,
    );
    open(fileSystem)
      .update(change)
      .then(
        () => resolve(),
        () => resolve(),
      );
  });
  // a step that was let through just before begins a moment later
  await immediate();
  await Promise.allSettled(underWay);
  for (const folder of opened) await folder[Symbol.asyncDispose]();
  return steps >= faultAt;
}
