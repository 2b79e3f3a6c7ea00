// `pnpm check:packages`: rehearses a release with a registry of its own, checks what was published with publint and attw, installs all
// by name into an empty project, compiles and runs there the READMEs' examples and the programs of examples/, and starts haproxy-mcp
// where only Node.js is.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkWays } from "./lib/install/check-ways.mjs";
import { makeNodeRoot } from "./lib/install/node-root.mjs";
import { installed } from "./lib/install/ways.mjs";
import { outputOf } from "./lib/output-of.mjs";
import { tryInBrowser } from "./lib/packages/browser.mjs";
import { compileExamples, installOldestZod, installPublished } from "./lib/packages/installed.mjs";
import { fetchPublished } from "./lib/packages/published.mjs";
import { isTrue, sizeOf, tableOf } from "./lib/packages/sizes.mjs";
import { CHROMIUM, ensurePrograms, TEST_PROGRAMS } from "./lib/programs/debian-packages.mjs";
import { testPrograms } from "./lib/programs/test-programs.mjs";
import { startRegistry } from "./lib/release/registry.mjs";
import { rehearse } from "./lib/release/rehearsal.mjs";
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
    const project = join(folder, "project");
    const packed = await release(folder, project);
    for (const { tarball } of packed) await lint(tarball);

    console.log("Installing, compiling and running what the READMEs and examples/ show …");
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

/**
 * @param {string} folder
 * @param {string} project that gets the packages
 */
async function release(folder, project) {
  const registry = await startRegistry(join(folder, "registry"));
  try {
    console.log("Rehearsing a release: versions, build, publish …");
    await rehearse(join(folder, "copy"), registry);
    const packed = await fetchPublished(join(folder, "tarballs"), registry);
    await installPublished(project, packed, registry);
    await startWhereOnlyNodeIs(join(folder, "root"), registry);
    return packed;
  } finally {
    await registry.stop();
  }
}

/**
 * @param {string} path
 * @param {import("./lib/release/registry.mjs").Registry} registry
 */
async function startWhereOnlyNodeIs(path, registry) {
  const root = await makeNodeRoot(path);
  const prefix = join(path, "usr/local");
  const args = [
    "install",
    "--global",
    "--prefix",
    prefix,
    `--${registry.scope.trim()}`,
    "@haproxy-mcp/mcp-server",
  ];
  await outputOf("npm", ["--no-audit", "--no-fund", ...args]);
  await checkWays(root, (settings) => ({ packages: async () => installed(root, settings) }));
}

/** @param {string} tarball */
async function lint(tarball) {
  const bin = join(ROOT, "node_modules/.bin");
  const failed =
    (await runInForeground(join(bin, "publint"), ["--strict", tarball])) !== 0 ||
    (await runInForeground(join(bin, "attw"), [tarball, "--profile", "node16"])) !== 0;
  if (failed) throw new Stop(`${tarball} cannot be published`);
}
