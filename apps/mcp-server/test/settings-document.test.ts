import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const source = readFileSync(join(root, "apps/mcp-server/src/config.ts"), "utf8");
const document = readFileSync(join(root, "docs/settings.md"), "utf8");

it("describes every setting, and no other", () => {
  const inSource = new Set([...source.matchAll(/"((?:MCP|HAPROXY|LOG)_[A-Z_]+)"/g)].map(([, name]) => name));
  const inDocument = new Set([...document.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name));

  expect(inSource.size).toBeGreaterThan(10);
  expect([...inDocument].sort()).toEqual([...inSource].sort());
});
