// `npm test`: installs, builds, and runs every test. Arguments go to vitest: `npm test -- --project validation`.
import { ensurePrograms, TEST_PROGRAMS } from "./lib/debian-packages.mjs";
import { runTests } from "./lib/run-tests.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

await runMain(async () => {
  await ensurePrograms(TEST_PROGRAMS);
  await setUp();
  return runTests(process.argv.slice(2));
});
