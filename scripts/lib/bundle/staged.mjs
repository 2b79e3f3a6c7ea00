import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "../root.mjs";
import { bundleProgram, PROGRAM_FOLDER } from "./program.mjs";

const ENTRY = "dist/main.cjs";

const require = createRequire(import.meta.url);

/**
 * The package of the server, as it is published, but with all its dependencies in it.
 *
 * @param {string} folder to create
 * @returns {Promise<{ version: string, entry: string }>} `entry`: what Node.js starts, in the folder
 */
export async function stagePackage(folder) {
  mkdirSync(folder, { recursive: true });
  await bundleProgram(join(folder, "dist"));
  for (const name of ["README.md", "LICENSE"]) cpSync(join(PROGRAM_FOLDER, name), join(folder, name));
  const manifest = bundledManifest();
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return { version: manifest.version, entry: ENTRY };
}

/** Of the same name: a release that is installed later replaces it. */
function bundledManifest() {
  const { beforePacking } = require(join(ROOT, ".pnpmfile.cjs")).hooks;
  const {
    dependencies: _bundled,
    peerDependencies: _types,
    peerDependenciesMeta: _optional,
    publishConfig: _access,
    ...manifest
  } = beforePacking(require(join(PROGRAM_FOLDER, "package.json")), PROGRAM_FOLDER);
  return {
    ...manifest,
    exports: { "./package.json": "./package.json" },
    bin: { "haproxy-mcp": ENTRY },
    files: ["dist"],
  };
}
