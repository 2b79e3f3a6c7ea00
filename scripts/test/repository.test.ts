import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../lib/root.mjs";
import { packageFolders } from "../lib/set-up.mjs";

it("has a lock file that names no registry", () => {
  expect(readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8")).not.toMatch(/https?:\/\//);
});

it("skips no test, and runs none alone", () => {
  const files = execFileSync("git", ["ls-files", "*.test.ts"], { cwd: ROOT, encoding: "utf8" })
    .trim()
    .split("\n");
  const exclusive = files.filter((file) =>
    /\b(?:it|test|describe)\.(?:skip|only|todo)\b/.test(readFileSync(join(ROOT, file), "utf8")),
  );

  expect(files.length).toBeGreaterThan(20);
  expect(exclusive).toEqual([]);
});

const BEFORE_PACKING = "node ../../scripts/before-packing.mjs";

describe.each(packageFolders())("%s", (folder) => {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

  it("has a name, a licence and the same Node.js range as all others", () => {
    expect(manifest).toMatchObject({
      name: expect.stringMatching(/^@haproxy-mcp\/[a-z-]+$/),
      license: "MIT",
      type: "module",
      sideEffects: false,
      engines: JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).engines,
    });
  });

  it("is used from its sources in this repository", () => {
    const modules = Object.values(manifest.exports ?? {}).filter((entry) => typeof entry === "object");
    for (const entry of modules) {
      // the first matching condition is used
      const [[condition, file]] = Object.entries(entry as object) as [[string, string]];
      expect(condition).toBe("@haproxy-mcp/source");
      expect(existsSync(join(folder, file))).toBe(true);
    }
  });

  it("LI11 says what it is, and is packed by pnpm alone", () => {
    if (manifest.private === true) return;
    const { description, keywords, scripts, repository, homepage, bugs, author } = manifest;

    expect(description.length).toBeGreaterThan(20);
    expect(keywords.length).toBeGreaterThan(3);
    expect(scripts).toMatchObject({ prepack: BEFORE_PACKING, prepublishOnly: BEFORE_PACKING });
    // .pnpmfile.cjs adds them, from the repository's package.json
    expect([repository, homepage, bugs, author]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("is published in both module formats with a README and its licence, or not at all", () => {
    if (manifest.private === true) return;
    expect(manifest.exports["."]).toMatchObject({ import: expect.anything(), require: expect.anything() });
    expect(manifest.files).toEqual(["dist"]);
    expect(existsSync(join(folder, "README.md"))).toBe(true);
    expect(existsSync(join(folder, "LICENSE"))).toBe(true);
  });
});
