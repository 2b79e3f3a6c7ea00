/**
 * Leaves the messages of zod in 63 other languages out of a bundle: they are half of it, and nothing imports them.
 *
 * @returns {NonNullable<import("tsup").Options["esbuildPlugins"]>[number]}
 */
export function inEnglish() {
  return {
    name: "in-english",
    setup(build) {
      build.onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({
        contents: 'export { default as en } from "./en.js";',
      }));
    },
  };
}
