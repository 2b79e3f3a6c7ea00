import { join } from "node:path";
import { expect, it } from "vitest";
import { loadVerbs } from "../../src/commands/verb-list.js";
import { commandsDocument } from "../support/commands-document.js";

const DOCUMENT = join(import.meta.dirname, "../../../../docs/commands.md");

it("docs/commands.md describes every command as it is", async () => {
  await expect(commandsDocument(await loadVerbs())).toMatchFileSnapshot(DOCUMENT);
});
