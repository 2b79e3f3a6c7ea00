import { readdirSync } from "node:fs";
import { join } from "node:path";
import { assertNodeVersion } from "./node-version.mjs";
import { pnpm } from "./pnpm.mjs";
import { ROOT, readManifest } from "./root.mjs";
import { runStep } from "./run.mjs";
import { Stamp, sourceFiles } from "./stamp.mjs";

/** Installs and builds what is not yet, or not as the files are now. */
export async function setUp() {
  assertNodeVersion(process.versions.node, readManifest().engines.node);
  const packages = packageFolders();
  const manifests = packages.map((folder) => join(folder, "package.json"));
  const ofRoot = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"].map((name) => join(ROOT, name));
  const installed = join(ROOT, "node_modules");

  await once("Installing packages", ["install", "--frozen-lockfile"], {
    file: join(installed, ".haproxy-mcp-installed"),
    inputs: () => [...ofRoot, ...manifests],
    outputs: () => packages.map((folder) => join(folder, "node_modules")),
  });
  await once("Building", ["run", "build"], {
    file: join(installed, ".haproxy-mcp-built"),
    inputs: () => [...ofRoot, join(ROOT, "tsconfig.base.json"), ...packages.flatMap(sourceFiles)],
    outputs: () => packages.map((folder) => join(folder, "dist/index.js")),
  });
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

async function once(what, args, options) {
  const stamp = new Stamp(options);
  if (stamp.isFresh()) return;
  stamp.clear();
  const [command, rest] = pnpm(args);
  // without a terminal pnpm would ask before it replaces node_modules
  await runStep(what, command, rest, { CI: "true" });
  stamp.set();
}
