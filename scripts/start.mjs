// `npm start`: installs, builds, and runs a separate HAProxy with the MCP server. Arguments go to `haproxy-mcp up`.
import { ensurePrograms, HAPROXY } from "./lib/programs/debian-packages.mjs";
import { MAIN } from "./lib/root.mjs";
import { runInForeground } from "./lib/run.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

await runMain(async () => {
  await ensurePrograms([HAPROXY]);
  await setUp();
  return runInForeground(process.execPath, [MAIN, "up", ...process.argv.slice(2)]);
});
