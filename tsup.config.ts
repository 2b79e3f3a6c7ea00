import { existsSync, readFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";

/** What package.json says of the folder that tsup runs in. */
interface Manifest {
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}

const PROGRAM = "src/main.ts";
const common: Options = { sourcemap: true, target: "node20" };

export default defineConfig(() => {
  const { exports = {} }: Manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const modules = Object.values(exports).filter((entry) => typeof entry !== "string");
  const library: Options = {
    ...common,
    entry: modules.map((entry) => String(entry["@haproxy-mcp/source"])),
    format: modules.some((entry) => "require" in entry) ? ["esm", "cjs"] : ["esm"],
    dts: true,
  };
  const program: Options = { ...common, entry: [PROGRAM], format: ["esm"] };
  return [...(modules.length > 0 ? [library] : []), ...(existsSync(PROGRAM) ? [program] : [])];
});
