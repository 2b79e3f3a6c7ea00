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
  const told = watchCommandLines();
  const code = await runInForeground(
    process.execPath,
    [vitest, "run", "--config", "vitest.workspace.ts", ...args],
    { TMPDIR: folder, ...environment },
  );
  const left = processesNaming(folder);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  const secrets = told.end();
  if (secrets.length > 0) {
    console.error(["Arguments of processes told a secret:", ...secrets].join("\n"));
    return code || 1;
  }
  if (left.length === 0) return code;
  console.error(["The tests left processes behind:", ...left.map(({ command }) => command)].join("\n"));
  return code || 1;
}

/** In every secret that a test makes up (packages/test-haproxy/src/acme/secrets.ts). */
const SECRET_MARK = "haproxy-mcp-test-secret";
const LOOK_EVERY_MS = 500;

/** Everybody on a machine sees the arguments of a process. curl's are those of acme.sh's hook: docs/certificates.md tells of them. */
function watchCommandLines() {
  const told = new Set();
  const look = () => {
    for (const { command } of processesNaming(SECRET_MARK)) {
      if (!/^(?:\S*\/)?curl /.test(command)) told.add(command.slice(0, 60));
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      return [...told];
    },
  };
}
