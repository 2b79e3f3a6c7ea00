import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { refusal } from "../lib/packages/refusal.mjs";
import { ROOT } from "../lib/root.mjs";

const pnpmfile = createRequire(import.meta.url)(
  join(ROOT, ".pnpmfile.cjs"),
) as typeof import("../../.pnpmfile.cjs");
const { beforePacking } = pnpmfile.hooks;

describe("LI11 what is packed", () => {
  it("says where it comes from, and has nothing that only this repository understands", () => {
    const exports = {
      ".": { "@haproxy-mcp/source": "./src/index.ts", import: "./dist/index.js" },
      "./package.json": "./package.json",
    };
    const manifest = { exports, devDependencies: { vitest: "1" }, scripts: { test: "vitest" } };

    expect(beforePacking(manifest, join(ROOT, "packages/validation"))).toEqual({
      exports: { ".": { import: "./dist/index.js" }, "./package.json": "./package.json" },
      author: expect.stringMatching(/./),
      homepage: expect.stringMatching(/^https:.+packages\/validation#readme$/),
      bugs: expect.stringMatching(/^https:.+\/issues$/),
      repository: {
        type: "git",
        url: expect.stringMatching(/^git\+https:.+[.]git$/),
        directory: "packages/validation",
      },
    });
  });
});

describe("LI11 packing and publishing", () => {
  const pnpm = "pnpm/10.34.8 npm/? node/v20.20.2 linux x64";
  const repository = "https://git.example.com/haproxy-mcp";

  it.each(["prepack", "prepublishOnly"])("is accepted from pnpm: %s", (event) => {
    expect(refusal({ agent: pnpm, event, repository })).toBeUndefined();
  });

  it.each(["npm/10.8.2 node/v20.20.2 linux x64", "yarn/1.22.22 npm/? node/v20", "bun/1.2", ""])(
    "is refused from %j, which would ship `workspace:`",
    (agent) => {
      for (const event of ["prepack", "prepublishOnly"])
        expect(refusal({ agent, event, repository })).toContain("use `pnpm pack` or `pnpm publish`");
    },
  );

  it.each(["https://example.invalid/haproxy-mcp", "", undefined, "not an address"])(
    "is refused for the repository %j, but only to publish",
    (placeholder) => {
      expect(refusal({ agent: pnpm, event: "prepack", repository: placeholder })).toBeUndefined();
      expect(refusal({ agent: pnpm, event: "prepublishOnly", repository: placeholder })).toContain(
        "set it to the real address",
      );
    },
  );
});
