import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of the package that a bundled file comes from. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
const NAME = "licences.txt";

/**
 * Writes the licences of the packages that are bundled beside the bundle, as they ask for.
 *
 * @param {ReadonlySet<string>} embedded files that are in it as text
 * @returns {NonNullable<import("tsup").Options["esbuildPlugins"]>[number]}
 */
export function licences(embedded) {
  return {
    name: "licences",
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd(({ metafile }) => {
        const folders = new Set(
          [...Object.keys(metafile?.inputs ?? {}), ...embedded].flatMap(
            (file) => PACKAGE.exec(file)?.slice(0, 1) ?? [],
          ),
        );
        const texts = [...folders].map((folder) => textOf(resolve(folder))).sort();
        const folder = build.initialOptions.outdir ?? "dist";
        // before tsup has written anything
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, NAME), texts.join(`\n${"-".repeat(80)}\n\n`));
      });
    },
  };
}

/** @param {string} folder */
function textOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const [file] = readdirSync(folder).filter((one) => LICENCE.test(one));
  if (file === undefined && license === undefined) throw new Error(`${name} ${version} names no licence`);
  return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(join(folder, file), "utf8")}`;
}
