// `pnpm test:matrix [RELEASE…] [-- ARGUMENT FOR VITEST…]`: every *.haproxy.test.ts with each HAProxy release, 2.6 to 3.4,
// or with the given ones. Missing ones are fetched from Debian.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HAPROXY_RELEASES, haproxyBinaries } from "./lib/programs/haproxy-versions.mjs";
import { testPrograms } from "./lib/programs/test-programs.mjs";
import { runTests } from "./lib/run-tests.mjs";
import { setUp } from "./lib/set-up.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

await runMain(async () => {
  const { releases, forVitest, reports } = readArguments(process.argv.slice(2));
  const haproxies = await haproxyBinaries(releases.length > 0 ? releases : HAPROXY_RELEASES);
  const programs = await testPrograms();
  await setUp();
  const failed = [];
  for (const { release, version, binary } of haproxies) {
    console.log(`\nHAProxy ${version}`);
    const report = reports === undefined ? [] : reportTo(join(reports, `haproxy-${release}.json`));
    const code = await runTests(["haproxy.test", ...forVitest, ...report], {
      HAPROXY_BIN: binary,
      ...programs,
    });
    if (code !== 0) failed.push(release);
  }
  if (failed.length > 0) throw new Stop(`Tests failed with HAProxy ${failed.join(", ")}.`);
  return 0;
});

/**
 * Arguments after `--` are for vitest.
 *
 * @param {string[]} args
 */
function readArguments(args) {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const { values, positionals } = parseArgs({
    args: own,
    options: { reports: { type: "string" } },
    allowPositionals: true,
  });
  return { releases: positionals, forVitest: end === -1 ? [] : args.slice(end + 1), reports: values.reports };
}

/** @param {string} file */
function reportTo(file) {
  return ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
}
