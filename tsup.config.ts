import { existsSync, readFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { inEnglish } from "./scripts/lib/packages/in-english.mjs";
import { licences } from "./scripts/lib/packages/licences.mjs";

/** What package.json says of the folder that tsup runs in. */
interface Manifest {
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}

const PROGRAM = "src/main.ts";
const common: Options = { sourcemap: true, target: "node20" };

/** With all that it imports, in parts that a command loads as it needs them: it starts in half of the time. */
const bundled: Options = {
  noExternal: [/.*/],
  minify: true,
  banner: { js: 'import{createRequire as __of}from"node:module";const require=__of(import.meta.url);' },
  esbuildPlugins: [licences(), inEnglish()],
  esbuildOptions(options) {
    options.conditions = ["@haproxy-mcp/source"];
    // a stack names files and lines; the text of every dependency would be most of the package
    options.sourcesContent = false;
  },
};

export default defineConfig(() => {
  const { exports = {}, private: isPrivate = false }: Manifest = JSON.parse(
    readFileSync("package.json", "utf8"),
  );
  const modules = Object.values(exports).filter((entry) => typeof entry !== "string");
  const library: Options = {
    ...common,
    entry: modules.map((entry) => String(entry["@haproxy-mcp/source"])),
    format: modules.some((entry) => "require" in entry) ? ["esm", "cjs"] : ["esm"],
    dts: true,
  };
  const program: Options = { ...common, entry: [PROGRAM], format: ["esm"], ...(isPrivate ? {} : bundled) };
  return [...(modules.length > 0 ? [library] : []), ...(existsSync(PROGRAM) ? [program] : [])];
});
