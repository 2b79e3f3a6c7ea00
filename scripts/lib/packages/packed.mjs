import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { pnpm } from "../pnpm.mjs";
import { runStep } from "../run.mjs";
import { Stop } from "../stop.mjs";

/** Valid only in this repository: the sources of other packages, and versions that pnpm replaces when it packs. */
const OURS_ALONE = ["@haproxy-mcp/source", "workspace:", "catalog:"];
/** What a page on npm shows of a package. */
const ABOUT = ["description", "keywords", "homepage", "bugs", "author", "repository", "license"];

/**
 * @typedef {object} Packed a package as it would be published
 * @property {string} tarball
 * @property {{ name: string, private?: boolean, peerDependencies?: Record<string, string> }} manifest
 */

/**
 * Builds and packs every package.
 *
 * @param {string} folder
 * @returns {Promise<Packed[]>} those that are published, by name
 * @throws {Stop} for a manifest that cannot be published
 */
export async function packAll(folder) {
  mkdirSync(folder);
  await runStep("Building", ...pnpm(["run", "build"]));
  await runStep("Packing", ...pnpm(["--recursive", "pack", "--pack-destination", folder]));
  const packed = [];
  for (const file of readdirSync(folder).sort()) {
    const tarball = join(folder, file);
    const text = await outputOf("tar", ["-xzOf", tarball, "package/package.json"]);
    const manifest = JSON.parse(text);
    if (manifest.private === true) continue;
    const left = OURS_ALONE.filter((word) => text.includes(word));
    if (left.length > 0) throw new Stop(`package.json in ${tarball} still has ${left.join(" and ")}`);
    const missing = ABOUT.filter((field) => manifest[field] === undefined);
    if (missing.length > 0) throw new Stop(`package.json in ${tarball} lacks ${missing.join(", ")}`);
    packed.push({ tarball, manifest });
  }
  return packed;
}
