import { readFileSync } from "node:fs";

/**
 * Bundles only what is used of zod: of `z` it would be all, of a namespace it is not. Its messages in 63 other languages, which nothing
 * imports, are half of it.
 *
 * @returns {NonNullable<import("tsup").Options["esbuildPlugins"]>[number]}
 */
export function lessZod() {
  return {
    name: "less-zod",
    setup(build) {
      build.onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({
        contents: 'export { default as en } from "./en.js";',
      }));
      build.onLoad({ filter: /\/(?:packages|apps)\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, "utf8").replace(
          /^import \{ z \} from "zod";$/m,
          'import * as z from "zod";',
        ),
        loader: "ts",
      }));
    },
  };
}
