import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { packageFolders } from "../set-up.mjs";
import { Stop } from "../stop.mjs";

/** Valid only in this repository: the sources of other packages, and versions that pnpm replaces when it packs. */
const OURS_ALONE = ["@haproxy-mcp/source", "workspace:", "catalog:"];
/** What a page on npm shows of a package. */
const ABOUT = ["description", "keywords", "homepage", "bugs", "author", "repository", "license"];

/**
 * @typedef {object} Packed a package as it is published
 * @property {string} tarball
 * @property {{ name: string, private?: boolean, peerDependencies?: Record<string, string> }} manifest
 */

/**
 * Fetches every package that a registry has of this repository.
 *
 * @param {string} folder
 * @param {import("../release/registry.mjs").Registry} registry
 * @returns {Promise<Packed[]>} by name
 * @throws {Stop} for one that is missing, or a manifest that should not have been published
 */
export async function fetchPublished(folder, registry) {
  mkdirSync(folder);
  writeFileSync(join(folder, ".npmrc"), registry.scope);
  const names = packageFolders().map((from) => JSON.parse(readFileSync(join(from, "package.json"), "utf8")));
  const wanted = names.filter((manifest) => manifest.private !== true).map(({ name }) => name);
  const listed = JSON.parse(await outputOf("npm", ["pack", "--json", ...wanted], { cwd: folder }));
  const packed = [];
  for (const { filename } of listed) {
    const tarball = join(folder, filename);
    const text = await outputOf("tar", ["-xzOf", tarball, "package/package.json"]);
    const manifest = JSON.parse(text);
    const left = OURS_ALONE.filter((word) => text.includes(word));
    if (left.length > 0) throw new Stop(`package.json in ${tarball} still has ${left.join(" and ")}`);
    const missing = ABOUT.filter((field) => manifest[field] === undefined);
    if (missing.length > 0) throw new Stop(`package.json in ${tarball} lacks ${missing.join(", ")}`);
    packed.push({ tarball, manifest });
  }
  return packed.sort((one, other) => (one.manifest.name < other.manifest.name ? -1 : 1));
}
