// `pnpm bench [RELEASE [PART …]]`: measures with one HAProxy release, 3.2 by default, and prints a table for each part (PARTS in bench/src/main.ts), by default all.
// It exits with 1 when a goal is missed.
import { join } from "node:path";
import { CHROMIUM, ensurePrograms } from "./lib/programs/debian-packages.mjs";
import { haproxyBinaries } from "./lib/programs/haproxy-versions.mjs";
import { testPrograms } from "./lib/programs/test-programs.mjs";
import { ROOT } from "./lib/root.mjs";
import { runInForeground } from "./lib/run.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

await runMain(async () => {
  const [release = "3.2", ...parts] = process.argv.slice(2);
  if (parts.length === 0 || parts.includes("paint")) await ensurePrograms([CHROMIUM]);
  const [haproxy] = await haproxyBinaries([release]);
  await setUp();
  const programs = await testPrograms();
  return runInForeground(process.execPath, [join(ROOT, "bench/dist/main.js"), ...parts], {
    HAPROXY_BIN: haproxy?.binary ?? "",
    ...programs,
  });
});
