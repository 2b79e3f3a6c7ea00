// `npm test`: installs, builds, and runs every test. Arguments go to vitest: `npm test -- --project validation`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrograms, HAPROXY } from "./lib/debian-packages.mjs";
import { processesNaming } from "./lib/processes.mjs";
import { ROOT } from "./lib/root.mjs";
import { runInForeground } from "./lib/run.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

await runMain(async () => {
  await ensurePrograms([HAPROXY]);
  await setUp();
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = ["run", "--config", "vitest.workspace.ts", ...process.argv.slice(2)];
  // All temporary folders in one of this run's own, so that what it leaves behind can be told from other runs'.
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  const code = await runInForeground(process.execPath, [vitest, ...args], { TMPDIR: folder });
  const left = processesNaming(folder);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  if (left.length === 0) return code;
  throw new Stop(["The tests left processes behind:", ...left.map(({ command }) => command)].join("\n"));
});
