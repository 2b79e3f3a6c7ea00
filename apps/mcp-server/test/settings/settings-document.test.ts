import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ALL_SETTINGS, COMMAND_VARIABLES } from "../../src/settings/all-settings.js";
import { settingsDocument } from "../support/settings-document.js";

const SOURCE = join(import.meta.dirname, "../../src");
const DOCUMENT = join(import.meta.dirname, "../../../../docs/settings.md");

it("docs/settings.md has every setting as it is defined", async () => {
  await expect(settingsDocument(readFileSync(DOCUMENT, "utf8"))).toMatchFileSnapshot(DOCUMENT);
});

it("defines every variable of ours that a source reads, once", () => {
  const source = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(SOURCE, file), "utf8"))
    .join("");
  const OURS = /(?:environment\[|VARIABLE = |\bname: )"((?:MCP|HAPROXY|LOG|ACME|CLOUDFLARE|CF)_\w+)"/g;
  const read = [...source.matchAll(OURS)].map(([, name]) => name);
  const defined = [...ALL_SETTINGS, ...COMMAND_VARIABLES].map(({ name }) => name);

  expect([...new Set(read)].sort()).toEqual([...defined].sort());
});
