import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { defineConfig } from "vitest/config";
import { pageForVite } from "./scripts/lib/packages/page.mjs";

const groups = ["packages", "apps"].flatMap((group) =>
  readdirSync(join(import.meta.dirname, group)).map((name) => join(group, name)),
);

// Only `check:packages` has installed and compiled what they run.
const examples = process.env["INSTALLED_PACKAGES"] === undefined ? [] : ["examples"];

// Only `check:page` has Chromium.
const page = process.env["CHECK_PAGE"] === undefined ? [] : ["test/page/**/*.browser.ts"];

/** For tests that wait for browsers, on a machine that does much else. */
const BROWSER_LIMITS = {
  testTimeout: 90_000,
  hookTimeout: 90_000,
  expect: { poll: { timeout: 20_000, interval: 50 } },
};

// Vitest 4 ignores a file of this name unless it is passed by --config; every script does.
export default defineConfig({
  ssr: { resolve: { conditions: ["@haproxy-mcp/source", "node"] } }, // packages use each other's sources
  plugins: [pageForVite()],
  test: {
    maxWorkers: Math.ceil(availableParallelism() * 1.5), // most tests wait for a program
    isolate: false, // no file leaves anything to another, and loading everything again took most of its time
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      ...[...groups, "bench", "scripts", ...examples].map((folder) =>
        project(basename(folder), folder, ["test/**/*.test.ts"]),
      ),
      ...page.map((files) => {
        const { test, ...rest } = project("page", "apps/mcp-server", [files]);
        return { ...rest, test: { ...test, ...BROWSER_LIMITS } };
      }),
    ],
  },
});

/** An `include` of all would be added to that of each. */
function project(name: string, folder: string, include: string[]) {
  return { extends: true as const, root: join(import.meta.dirname, folder), test: { name, include } };
}
