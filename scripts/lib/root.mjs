import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** @returns {{ packageManager: string, engines: { node: string } }} */
export function readManifest() {
  return JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
}
