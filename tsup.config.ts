import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";
import { AS_FUNCTION, writeCodeCache } from "./scripts/lib/packages/code-cache.mjs";
import { lessZod } from "./scripts/lib/packages/less-zod.mjs";
import { licences } from "./scripts/lib/packages/licences.mjs";

/** What package.json says of the folder that tsup runs in. */
interface Manifest {
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}

const MAIN = "src/main.ts";
/** What `main` loads: a program with all that it imports. */
const PROGRAM = "src/program.ts";
const common: Options = { sourcemap: true, target: "node20" };

/** In one file, with what V8 compiled of it. */
const bundled: Options = {
  ...common,
  ...AS_FUNCTION,
  entry: [PROGRAM],
  format: ["cjs"],
  noExternal: [/.*/],
  minify: true,
  esbuildPlugins: [licences(), lessZod()],
  esbuildOptions(options) {
    options.conditions = ["@haproxy-mcp/source"];
    // a script has no import()
    options.supported = { "dynamic-import": false };
    // a stack names files and lines; the text of every dependency would be most of the package
    options.sourcesContent = false;
  },
  onSuccess: async () => writeCodeCache(resolve("dist/program.cjs")),
};

export default defineConfig(() => {
  const { exports = {} }: Manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const modules = Object.values(exports).filter((entry) => typeof entry !== "string");
  const library: Options = {
    ...common,
    entry: modules.map((entry) => String(entry["@haproxy-mcp/source"])),
    format: modules.some((entry) => "require" in entry) ? ["esm", "cjs"] : ["esm"],
    dts: true,
  };
  const hasProgram = existsSync(PROGRAM);
  // CommonJS starts faster
  const main: Options = { ...common, entry: [MAIN], format: [hasProgram ? "cjs" : "esm"] };
  return [
    ...(modules.length > 0 ? [library] : []),
    ...(existsSync(MAIN) ? [main] : []),
    ...(hasProgram ? [bundled] : []),
  ];
});
