import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";
import { pageForEsbuild } from "./scripts/lib/packages/page.mjs";
import { COMMON, MAIN, PROGRAM, programBuilds } from "./scripts/lib/packages/program-builds.mjs";

/** What package.json says of the folder that tsup runs in. */
interface Manifest {
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}

export default defineConfig(() => {
  const { exports = {} }: Manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const modules = Object.values(exports).filter((entry) => typeof entry !== "string");
  const library: Options = {
    ...COMMON,
    entry: modules.map((entry) => String(entry["@haproxy-mcp/source"])),
    format: modules.some((entry) => "require" in entry) ? ["esm", "cjs"] : ["esm"],
    dts: true,
    esbuildPlugins: [pageForEsbuild()],
  };
  return [...(modules.length > 0 ? [library] : []), ...programs()];
});

/** Of the folder that tsup runs in. */
function programs(): readonly Options[] {
  if (existsSync(PROGRAM)) return programBuilds(".", resolve("dist"));
  return existsSync(MAIN) ? [{ ...COMMON, entry: [MAIN], format: ["esm"] }] : [];
}
