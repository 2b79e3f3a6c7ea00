import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../root.mjs";

export const PROGRAM_FOLDER = join(ROOT, "apps/mcp-server");

/** What esbuild makes of `require` in an ES module needs one; some of our dependencies are CommonJS. */
const REQUIRE =
  'import { createRequire as createBundledRequire } from "node:module"; const require = createBundledRequire(import.meta.url);';
const METAFILE = "metafile-esm.json";

/**
 * Bundles `haproxy-mcp` with all its dependencies, from the sources of the packages. Each verb stays a file of its own, which is
 * loaded when it is used.
 *
 * @param {string} folder
 * @returns {Promise<string[]>} the files that went into it, relative to the repository
 */
export async function bundleProgram(folder) {
  const { build } = await import("tsup");
  await build({
    config: false,
    silent: true,
    entry: [join(PROGRAM_FOLDER, "src/main.ts")],
    outDir: folder,
    format: ["esm"],
    target: "node20",
    platform: "node",
    splitting: true,
    noExternal: [/.*/],
    metafile: true,
    banner: { js: REQUIRE },
    esbuildOptions(options) {
      options.absWorkingDir = ROOT;
      options.conditions = ["@haproxy-mcp/source"];
    },
  });
  const metafile = join(folder, METAFILE);
  const { outputs } = JSON.parse(readFileSync(metafile, "utf8"));
  rmSync(metafile);
  return [...new Set(Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)))];
}
