import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { ROOT } from "../root.mjs";
import { Stop } from "../stop.mjs";

const TYPES_OF_NODE = "@types/node";
/** The oldest zod of the range: what a user may have already. */
const OLDEST_ZOD = "zod@4.0.0";
const TOOLS = ["typescript@5.9.3", `${TYPES_OF_NODE}@20.19.43`, "esbuild@0.28.2", "playwright-core@1.65.1"];
const COMPILER_OPTIONS = {
  strict: true,
  target: "ES2023",
  module: "NodeNext",
  outDir: "out",
  rootDir: ".",
};

/**
 * A project of a user who installs the packages by their names.
 *
 * @param {string} folder
 * @param {readonly import("./published.mjs").Packed[]} packed
 * @param {import("../release/registry.mjs").Registry} registry
 */
export async function installPublished(folder, packed, registry) {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(folder, ".npmrc"), registry.scope);
  const wanted = [...packed.map(({ manifest }) => manifest.name), ...TOOLS];
  await outputOf("npm", ["install", "--no-audit", "--no-fund", ...wanted], { cwd: folder });
}

/**
 * From here on, the packages have the oldest zod that they accept.
 *
 * @param {string} folder
 */
export async function installOldestZod(folder) {
  await outputOf("npm", ["install", "--no-audit", "--no-fund", OLDEST_ZOD], { cwd: folder });
}

/**
 * Compiles, under `strict` and with the declarations of the packages checked too: every example of a README, the
 * programs of examples/, and an import of each package with no types but those that it asks for.
 *
 * @param {string} folder
 * @param {readonly import("./published.mjs").Packed[]} packed
 */
export async function compileExamples(folder, packed) {
  mkdirSync(join(folder, "readmes"));
  for (const { manifest } of packed) {
    const readme = readFileSync(join(folder, "node_modules", manifest.name, "README.md"), "utf8");
    const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
    for (const [i, code] of examples.entries())
      writeFileSync(join(folder, "readmes", `${manifest.name.replace(/.*\//, "")}-${i + 1}.ts`), code);
  }
  mkdirSync(join(folder, "examples"));
  for (const name of readdirSync(join(ROOT, "examples")).filter((file) => file.endsWith(".ts")))
    cpSync(join(ROOT, "examples", name), join(folder, "examples", name));
  for (const one of ["imports", "imports-of-browsers"]) mkdirSync(join(folder, one));
  for (const { manifest } of packed) {
    const isForNode = manifest.peerDependencies?.[TYPES_OF_NODE] !== undefined;
    const file = `${manifest.name.replace(/.*\//, "")}.ts`;
    const text = `export * from "${manifest.name}";\n`;
    writeFileSync(join(folder, isForNode ? "imports" : "imports-of-browsers", file), text);
    await outputOf(process.execPath, ["-e", `require("${manifest.name}")`], { cwd: folder });
  }
  await compile(folder, "tsconfig.json", { include: ["readmes", "examples", "imports"], types: ["node"] });
  await compile(folder, "tsconfig.browser.json", {
    include: ["imports-of-browsers"],
    types: [],
    lib: ["ES2023", "DOM"],
  });
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {{ include: readonly string[], types: readonly string[], lib?: readonly string[] }} options
 */
async function compile(folder, file, { include, types, lib = ["ES2023"] }) {
  writeFileSync(
    join(folder, file),
    JSON.stringify({ include, compilerOptions: { ...COMPILER_OPTIONS, types, lib } }),
  );
  const tsc = join(folder, "node_modules/typescript/bin/tsc");
  await outputOf(process.execPath, [tsc, "-p", file], { cwd: folder }).catch((error) => {
    throw new Stop(`${include.join(" and ")} of the installed packages do not compile:\n${error.message}`);
  });
}
