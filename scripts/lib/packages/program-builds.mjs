import { join } from "node:path";
import { AS_FUNCTION, writeCodeCache } from "./code-cache.mjs";
import { lessZod } from "./less-zod.mjs";
import { licences } from "./licences.mjs";
import { pageForEsbuild } from "./page.mjs";

/** @typedef {import("tsup").Options} Options */

/** @type {Options} */
export const COMMON = { sourcemap: true, target: "node20" };

/** What is started. */
export const MAIN = "src/main.ts";
/** What it loads, in a package that has it. */
export const PROGRAM = "src/program.ts";

/**
 * How a program is built that `main` loads: in one file with all that it imports, and what V8 compiled of it.
 *
 * @param {string} from the folder of the package, relative to the working folder
 * @param {string} folder where it is built
 * @returns {readonly Options[]}
 */
export function programBuilds(from, folder) {
  const common = { ...COMMON, outDir: folder };
  /** @type {Set<string>} */
  const embedded = new Set();
  return [
    // CommonJS starts faster
    { ...common, entry: [join(from, MAIN)], format: ["cjs"] },
    {
      ...common,
      ...AS_FUNCTION,
      entry: [join(from, PROGRAM)],
      format: ["cjs"],
      noExternal: [/.*/],
      minify: true,
      esbuildPlugins: [licences(embedded), lessZod(), pageForEsbuild(embedded)],
      esbuildOptions(options) {
        options.conditions = ["@haproxy-mcp/source"];
        // a script has no import()
        options.supported = { "dynamic-import": false };
        // a stack names files and lines; the text of every dependency would be most of the package
        options.sourcesContent = false;
      },
      onSuccess: async () => writeCodeCache(join(folder, "program.cjs")),
    },
  ];
}
