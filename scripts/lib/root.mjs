import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * @param {string} [folder] of a package
 * @returns {{ packageManager: string, engines: { node: string }, repository?: string, dependencies?: object, devDependencies?: object }}
 */
export function readManifest(folder = ROOT) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
