import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesNaming } from "./processes.mjs";
import { ROOT } from "./root.mjs";
import { runInForeground } from "./run.mjs";

/**
 * Runs vitest, and kills processes that its tests left behind, which is a failure too.
 *
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 * @returns {Promise<number>} the exit code
 */
export async function runTests(args, environment = {}) {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  // One parent for all temporary folders, so that leftovers of this run are distinct from those of other runs.
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  const commandLines = watchCommandLines();
  const code = await runInForeground(
    process.execPath,
    [vitest, "run", "--config", "vitest.workspace.ts", ...args],
    { TMPDIR: folder, ...environment },
  );
  const left = processesNaming(folder);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  const secrets = commandLines.end();
  if (secrets.length > 0) {
    console.error(["Processes had a secret in their arguments:", ...secrets].join("\n"));
    return code || 1;
  }
  if (left.length === 0) return code;
  console.error(["The tests left processes behind:", ...left.map(({ command }) => command)].join("\n"));
  return code || 1;
}

/** Part of every secret in a test (packages/test-haproxy/src/acme/secrets.ts). */
const SECRET_MARK = "haproxy-mcp-test-secret";
const CHECK_EVERY_MS = 500;

/** Of acme.sh and its hook: see docs/certificates.md. */
const OF_ACME_SH = /^(?:\S*\/)?(?:curl |sed s\|\^SAVED_)/;

/** Arguments of a process are visible to every user. */
function watchCommandLines() {
  const found = new Set();
  const check = () => {
    for (const { command } of processesNaming(SECRET_MARK)) {
      if (!OF_ACME_SH.test(command)) found.add(command.slice(0, 60));
    }
  };
  const timer = setInterval(check, CHECK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      return [...found];
    },
  };
}
