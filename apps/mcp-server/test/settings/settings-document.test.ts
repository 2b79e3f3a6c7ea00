import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const folders = ["settings", "commands/callers"].map((name) => join(root, "apps/mcp-server/src", name));
const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
const source = [...files, join(root, "apps/mcp-server/src/commands/passphrase.ts")]
  .map((file) => readFileSync(file, "utf8"))
  .join("");
const document = readFileSync(join(root, "docs/settings.md"), "utf8");

it("describes every setting, and no other", () => {
  const inSource = new Set(
    [...source.matchAll(/"((?:MCP|HAPROXY|LOG|ACME|CLOUDFLARE|CF)_[A-Za-z0-9_]+)"/g)].map(([, name]) => name),
  );
  const inDocument = new Set([...document.matchAll(/^\| `([A-Z0-9_]+|CF_Token)`/gm)].map(([, name]) => name));

  expect(inSource.size).toBeGreaterThan(10);
  expect([...inDocument].sort()).toEqual([...inSource].sort());
});
