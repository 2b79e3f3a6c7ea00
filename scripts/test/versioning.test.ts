import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../lib/root.mjs";
import { packageFolders } from "../lib/set-up.mjs";
import { sourceFiles } from "../lib/stamp.mjs";

const published = packageFolders().filter(
  (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).private !== true,
);

/** Every name that an entry of a package exports. */
function exportsOf(folder: string): readonly string[] {
  return ["src/index.ts", "src/contract.ts"]
    .map((file) => join(folder, file))
    .filter(existsSync)
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^export (?:type )?\{([^}]*)\}/gm)])
    .flatMap(([, list = ""]) => list.split(","))
    .map((name) => name.trim().replace(/^type /, ""))
    .filter((name) => name !== "");
}

/** Every code of an error, wherever its type is. */
function codesOf(folder: string): readonly string[] {
  return sourceFiles(folder)
    .filter((file) => file.startsWith(join(folder, "src")))
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^export type \w+ErrorCode =([^;]+);/gm)])
    .flatMap(([, union = ""]) => [...union.matchAll(/"([A-Z_]+)"/g)])
    .map(([, code = ""]) => code);
}

const sorted = (names: readonly string[]) => [...new Set(names)].sort();

// VERSIONING.md: one that vanishes is a breaking change. `vitest -u` writes the file.
it("promises the names and codes that docs/promised-names.txt lists", async () => {
  const tools = sourceFiles(join(ROOT, "apps/mcp-server/src/tools/catalog")).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/name: "(haproxy_\w+)"/g)].map(([, name = ""]) => name),
  );
  const parts = published.flatMap((folder) => {
    const name = basename(folder);
    return [
      [`${name}: exports`, exportsOf(folder)] as const,
      [`${name}: codes of errors`, codesOf(folder)] as const,
    ];
  });

  const text = [...parts, ["tools", tools] as const]
    .filter(([, names]) => names.length > 0)
    .map(
      ([title, names]) =>
        `${title}\n${sorted(names)
          .map((name) => `  ${name}\n`)
          .join("")}`,
    )
    .join("\n");

  await expect(text).toMatchFileSnapshot("../../docs/promised-names.txt");
});
