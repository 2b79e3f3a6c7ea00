import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** What Node.js starts, once it is built. */
export const MAIN = join(ROOT, "apps/mcp-server/dist/main.cjs");

/**
 * @param {string} [folder] of a package
 * @returns {{ packageManager: string, engines: { node: string }, repository?: string, dependencies?: object, devDependencies?: object }}
 */
export function readManifest(folder = ROOT) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
