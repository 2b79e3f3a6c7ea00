import { execFile, spawnSync } from "node:child_process";
import { rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder, until } from "@haproxy-mcp/test-haproxy";

const run = promisify(execFile);
const SIZE = "1m";
const PAGE = 4_096;
const LIMIT_MS = 10_000;

/** A folder that is a disk of its own where root runs the test. */
export interface Disk extends AsyncDisposable {
  readonly folder: string;
  /** Without root, there is neither. */
  readonly canFail: boolean;
  /** @param leftPages how many pages of 4 KiB are left */
  fill(leftPages: number): Promise<void>;
  empty(): Promise<void>;
  setReadOnly(isReadOnly: boolean): Promise<void>;
}

export async function mountDisk(): Promise<Disk> {
  const canFail = process.getuid?.() === 0;
  const folder = await temporaryFolder("chaos-");
  const { path } = folder;
  const ballast = join(path, "ballast");
  // for a test that was cut off before it could dispose of anything
  const unmountAtExit = () => {
    spawnSync("umount", ["--lazy", path], { stdio: "ignore" });
  };
  if (canFail) {
    await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", path]);
    process.once("exit", unmountAtExit);
  }
  return {
    folder: path,
    canFail,
    async fill(leftPages) {
      await writeFile(ballast, Buffer.alloc(2 << 20)).catch(() => {}); // until there is no more space
      const { size } = await stat(ballast);
      await truncate(ballast, Math.max(0, size - leftPages * PAGE));
    },
    empty: () => rm(ballast, { force: true }),
    setReadOnly: (isReadOnly) =>
      // busy while a file is being written
      until("the disk is mounted again", LIMIT_MS, () =>
        run("mount", ["-o", `remount,${isReadOnly ? "ro" : "rw"}`, path]).then(
          () => true,
          () => false,
        ),
      ),
    async [Symbol.asyncDispose]() {
      if (canFail) {
        process.off("exit", unmountAtExit);
        await run("umount", ["--lazy", path]);
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}
