import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { assertNodeVersion } from "./node-version.mjs";
import { pnpm } from "./pnpm.mjs";
import { ROOT, readManifest } from "./root.mjs";
import { runStep } from "./run.mjs";
import { Stamp, sourceFiles } from "./stamp.mjs";

const OF_ROOT = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs"];

/** Installs what is missing or out of date. */
export async function installPackages() {
  assertNodeVersion(process.versions.node, readManifest().engines.node);
  const packages = packageFolders();
  const manifests = packages.map((folder) => join(folder, "package.json"));
  const installed = new Stamp({
    file: join(ROOT, "node_modules/.haproxy-mcp-installed"),
    inputs: () => [...inRoot(OF_ROOT), ...manifests],
    outputs: () => packages.filter(hasDependencies).map((folder) => join(folder, "node_modules")),
  });
  await once("Installing packages", [installed], ["install", "--frozen-lockfile"]);
}

/** Installs and builds what is missing or out of date. */
export async function setUp() {
  await installPackages();
  const ofBuild = [...OF_ROOT, "tsconfig.base.json", "tsconfig.json", "tsup.config.ts"];

  // JavaScript depends only on the package's own sources; declarations are needed only for publishing.
  const built = packageFolders().map((folder) => ({
    filter: ["--filter", `./${relative(ROOT, folder)}`],
    stamp: new Stamp({
      file: join(folder, "dist/.built"), // the next build removes it
      inputs: () => [...inRoot(ofBuild), ...sourceFiles(folder)],
    }),
  }));
  const stale = built.filter(({ stamp }) => !stamp.isFresh());
  const filters = stale.flatMap(({ filter }) => filter);
  await once(
    "Building",
    stale.map(({ stamp }) => stamp),
    [...filters, "run", "build", "--no-dts"],
  );
}

/** @returns {string[]} */
export function packageFolders() {
  const grouped = ["packages", "apps"].flatMap((group) =>
    readdirSync(join(ROOT, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(ROOT, group, entry.name)),
  );
  return [...grouped, join(ROOT, "bench")];
}

/** @param {readonly string[]} names */
function inRoot(names) {
  return names.map((name) => join(ROOT, name));
}

/** @param {string} folder */
function hasDependencies(folder) {
  const { dependencies, devDependencies } = readManifest(folder);
  return (dependencies ?? devDependencies) !== undefined;
}

/**
 * @param {string} what
 * @param {readonly Stamp[]} stamps
 * @param {readonly string[]} args for pnpm
 */
async function once(what, stamps, args) {
  if (stamps.every((stamp) => stamp.isFresh())) return;
  for (const stamp of stamps) stamp.clear();
  const [command, rest] = pnpm(args);
  // without a terminal pnpm would ask before it replaces node_modules
  await runStep(what, command, rest, { CI: "true" });
  for (const stamp of stamps) stamp.set();
}
