// `pnpm check:packages`: builds and packs each package as npm would ship it, checks the result with publint and attw, installs all
// into an empty project, and compiles and runs there the READMEs' examples and the programs of examples/.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryInBrowser } from "./lib/packages/browser.mjs";
import { compileExamples, installOldestZod, installPacked } from "./lib/packages/installed.mjs";
import { packAll } from "./lib/packages/packed.mjs";
import { isTrue, sizeOf, tableOf } from "./lib/packages/sizes.mjs";
import { CHROMIUM, ensurePrograms, TEST_PROGRAMS } from "./lib/programs/debian-packages.mjs";
import { testPrograms } from "./lib/programs/test-programs.mjs";
import { ROOT } from "./lib/root.mjs";
import { runInForeground } from "./lib/run.mjs";
import { runTests } from "./lib/run-tests.mjs";
import { runMain, Stop } from "./lib/stop.mjs";

const TABLE = "docs/packages.md";

await runMain(async () => {
  await ensurePrograms([...TEST_PROGRAMS, CHROMIUM]);
  const programs = await testPrograms();
  const folder = mkdtempSync(join(tmpdir(), "packages-"));
  try {
    const packed = await packAll(join(folder, "tarballs"));
    for (const { tarball } of packed) await lint(tarball);

    const project = join(folder, "project");
    console.log("Installing, compiling and running what the READMEs and examples/ show …");
    await installPacked(project, packed);
    const sizes = packed.map(({ manifest }) => sizeOf(project, manifest.name));
    if (!isTrue(readFileSync(join(ROOT, TABLE), "utf8"), sizes))
      throw new Stop(`the table of ${TABLE} is no longer true; it is:\n\n${tableOf(sizes)}`);
    await installOldestZod(project);
    await compileExamples(project, packed);
    await tryInBrowser(project);
    return await runTests(["readme", "examples"], { INSTALLED_PACKAGES: project, ...programs });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** @param {string} tarball */
async function lint(tarball) {
  const bin = join(ROOT, "node_modules/.bin");
  const failed =
    (await runInForeground(join(bin, "publint"), ["--strict", tarball])) !== 0 ||
    (await runInForeground(join(bin, "attw"), [tarball, "--profile", "node16"])) !== 0;
  if (failed) throw new Stop(`${tarball} cannot be published`);
}
