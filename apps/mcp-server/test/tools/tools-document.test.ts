import { join } from "node:path";
import { expect, it } from "vitest";
import { catalog } from "../../src/index.js";
import { ERROR_REMEDIES } from "../../src/tools/error-result.js";
import { exampleOf } from "../support/tool-examples.js";
import { EVERYWHERE, REFUSALS } from "../support/tool-refusals.js";
import { toolsDocument } from "../support/tools-document.js";

const DOCUMENT = join(import.meta.dirname, "../../../../docs/tools.md");
const CODES = new Set(Object.values(ERROR_REMEDIES).flatMap((family) => Object.keys(family)));

it("docs/tools.md describes every tool as it is", async () => {
  await expect(toolsDocument()).toMatchFileSnapshot(DOCUMENT);
});

it.each(catalog)("$name is documented with every error that its test shows", ({ name }) => {
  const shown = [...exampleOf(name).codes].filter((code) => CODES.has(code) && !EVERYWHERE.has(code));

  expect(REFUSALS[name] ?? []).toEqual(expect.arrayContaining(shown));
});
