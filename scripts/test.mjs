// `npm test`: installs, builds, and runs every test. Arguments go to vitest: `npm test -- --project validation`.
import { join } from "node:path";
import { ensurePrograms, HAPROXY } from "./lib/debian-packages.mjs";
import { ROOT } from "./lib/root.mjs";
import { runInForeground } from "./lib/run.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

await runMain(async () => {
  await ensurePrograms([HAPROXY]);
  await setUp();
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = ["run", "--config", "vitest.workspace.ts", ...process.argv.slice(2)];
  return runInForeground(process.execPath, [vitest, ...args]);
});
