import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../lib/root.mjs";
import { packageFolders } from "../lib/set-up.mjs";
import { sourceFiles } from "../lib/stamp.mjs";

const textOf = (...path: readonly string[]) => readFileSync(join(...path), "utf8");
const published = packageFolders().filter(
  (folder) => JSON.parse(textOf(folder, "package.json")).private !== true,
);
const libraries = published.filter((folder) => folder.startsWith(join(ROOT, "packages")));

/** Names of functions, classes and constants that a package exports; its types are explained by them. */
function exportedValues(folder: string): readonly string[] {
  return ["src/index.ts", "src/contract.ts"]
    .filter((file) => existsSync(join(folder, file)))
    .flatMap((file) => [...textOf(folder, file).matchAll(/^export \{([^}]*)\}/gm)])
    .flatMap(([, list = ""]) => list.split(",").map((name) => name.trim()))
    .filter((name) => name !== "" && !name.startsWith("type "));
}

/** Every name of its own that a package exports, types included. */
function exportedNames(folder: string): readonly string[] {
  return ["src/index.ts", "src/contract.ts"]
    .filter((file) => existsSync(join(folder, file)))
    .flatMap((file) => [...textOf(folder, file).matchAll(/^export (?:type )?\{([^}]*)\} from "\./gm)])
    .flatMap(([, list = ""]) => list.split(","))
    .map((name) => name.trim().replace(/^type |^\w+ as /g, ""))
    .filter((name) => name !== "");
}

/** In which a declaration follows its docstring. */
const DOCUMENTED =
  /^(?: \*\/|\/\*\* .* \*\/)\nexport (?:declare |abstract |async )*(?:interface|type|class|function\*?|const) (\w+)/gm;

it.each(libraries)("every export of %s has a docstring", (folder) => {
  const sources = sourceFiles(join(folder, "src")).map((file) => textOf(file));
  const documented = new Set(
    sources.flatMap((text) => [...text.matchAll(DOCUMENTED)].map(([, name]) => name)),
  );
  const names = exportedNames(folder);

  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !documented.has(name))).toEqual([]);
});

describe.each(libraries)("LI10 the README of %s", (folder) => {
  const readme = textOf(folder, "README.md");

  it("names every function, class and constant", () => {
    const names = exportedValues(folder);

    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([]);
  });

  it("names every error code", () => {
    const errors = existsSync(join(folder, "src/errors.ts")) ? textOf(folder, "src/errors.ts") : "";
    const [, codes = ""] = /ErrorCode =([^;]+);/.exec(errors) ?? [];
    const names = [...codes.matchAll(/"([A-Z_]+)"/g)].map(([, name]) => name);

    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it("has examples in TypeScript only", () => {
    expect(readme).toContain("```ts\n");
    expect(readme).not.toMatch(/^```(?:js|javascript)$/m);
  });
});

describe.each(published)("LI11 the README of %s", (folder) => {
  it("has no link out of its package, which leads nowhere on npm", () => {
    expect(textOf(folder, "README.md")).not.toMatch(/\]\((?!https?:|#)/);
  });
});

const SETTING = /`([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])`/g;
const settings = [
  ...new Set([...textOf(ROOT, "docs/settings.md").matchAll(SETTING)].map(([, name = ""]) => name)),
];
const tools = sourceFiles(join(ROOT, "apps/mcp-server/src/tools/catalog")).flatMap((file) =>
  [...textOf(file).matchAll(/name: "(haproxy_\w+)"/g)].map(([, name = ""]) => name),
);

describe.each(libraries)("LI9 the sources of %s", (folder) => {
  it("name no setting and no tool of the server", () => {
    const named = sourceFiles(folder)
      .filter((file) => file.startsWith(join(folder, "src")))
      .flatMap((file) => {
        const words = new Set(textOf(file).match(/\b\w+\b/g));
        return [...settings, ...tools].filter((name) => words.has(name)).map((name) => `${file}: ${name}`);
      });

    expect(settings.length).toBeGreaterThan(40);
    expect(tools.length).toBeGreaterThan(25);
    expect(named).toEqual([]);
  });
});
