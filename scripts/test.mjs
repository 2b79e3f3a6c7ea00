// `npm test`: installs, builds, and runs every test. Arguments go to vitest: `npm test -- --project validation`.
import { ensurePrograms, TEST_PROGRAMS } from "./lib/programs/debian-packages.mjs";
import { testPrograms } from "./lib/programs/test-programs.mjs";
import { runTests } from "./lib/run-tests.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain } from "./lib/stop.mjs";

await runMain(async () => {
  await ensurePrograms(TEST_PROGRAMS);
  const [programs] = await Promise.all([testPrograms(), setUp()]);
  return runTests(process.argv.slice(2), programs);
});
