import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesNaming } from "./processes.mjs";
import { ROOT } from "./root.mjs";
import { runInForeground } from "./run.mjs";

/**
 * Runs vitest, and ends what its tests left behind: that is a failure too.
 *
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 * @returns {Promise<number>} the exit code
 */
export async function runTests(args, environment = {}) {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  // All temporary folders in one of this run's own, so that what it leaves behind can be told from other runs'.
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  const code = await runInForeground(
    process.execPath,
    [vitest, "run", "--config", "vitest.workspace.ts", ...args],
    { TMPDIR: folder, ...environment },
  );
  const left = processesNaming(folder);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  if (left.length === 0) return code;
  console.error(["The tests left processes behind:", ...left.map(({ command }) => command)].join("\n"));
  return code || 1;
}
