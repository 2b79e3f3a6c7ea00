// Prints what failed and the closing line of .ci/run, and exits with 1 when anything failed:
// node scripts/count-tests.mjs STEPS_PASSED STEPS_FAILED FOLDER_OF_VITEST_REPORTS
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { countTests, describeFailures } from "./lib/count-tests.mjs";

const [stepsPassed, stepsFailed, folder = ""] = process.argv.slice(2);
const reports = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
const steps = { passed: Number(stepsPassed), failed: Number(stepsFailed) };
const { passed, failed } = countTests({ steps, reports: reports.map(({ text }) => text) });
for (const failure of describeFailures(reports)) console.log(`\n${failure}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
