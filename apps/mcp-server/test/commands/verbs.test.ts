// Verbs and tools can't drift apart.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toolVerbsOf } from "../../src/commands/either-verb.js";
import { wrapText } from "../../src/commands/output/wrap-text.js";
import { parseCommand } from "../../src/commands/parse-command.js";
import { toInput } from "../../src/commands/to-input.js";
import { commonOptions, optionArguments, toolOptions } from "../../src/commands/tool-options.js";
import { describeVerb, wholeLine } from "../../src/commands/verb.js";
import { loadVerbs, VERBS } from "../../src/commands/verb-list.js";
import { catalog } from "../../src/index.js";
import { createArgumentReader } from "../../src/tools/read-arguments.js";

/** The file that examples name. */
const exported = join(import.meta.dirname, "export.json");

const all = await loadVerbs();
const verbs = [...new Set(all.flatMap(toolVerbsOf))];

it("lists verbs by their own names", () => {
  expect(VERBS.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
});

it("has a verb for each tool, and no tool beside the catalog", () => {
  const tools = new Set(verbs.map(({ parts }) => parts.tool.name));

  expect([...tools].sort()).toEqual(catalog.map(({ name }) => name).sort());
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

it("fits every help into 80 columns", () => {
  const lines = all.flatMap((verb) => wrapText(describeVerb(verb), 80).split("\n"));

  expect(lines.filter((line) => line.length > 80 && !line.startsWith("  haproxy-mcp "))).toEqual([]);
});

it.each(all)("$name has two examples of its own", async ({ name, examples }) => {
  expect(examples.filter((line) => wholeLine(line).includes(`haproxy-mcp ${name}`))).toHaveLength(2);
});

describe.each(verbs)("$name", ({ name, parts, examples, positionals, options }) => {
  const { tool, fixed = {}, forms = {}, without = [], pages } = parts;
  const known = Object.keys(tool.input.shape);

  it("gives every argument of its tool once", () => {
    const placed = (parts.positionals ?? []).flatMap(({ argument, also = [] }) => [argument, ...also]);
    const paged = pages === undefined ? [] : ["limit", "cursor"];
    const given = [...placed, ...optionArguments(parts), ...Object.keys(fixed), ...without, ...paged];

    expect(given.sort()).toEqual([...known].sort());
    expect(Object.keys(forms).filter((argument) => !optionArguments(parts).includes(argument))).toEqual([]);
    expect(Object.keys(toolOptions(parts)).length).toBe(optionArguments(parts).length);
    expect(Object.keys(toolOptions(parts)).filter((option) => option in commonOptions(parts))).toEqual([]);
  });

  it("reads every page of a list that comes in pages", () => {
    expect(pages !== undefined).toBe(known.includes("cursor"));
    expect(Object.keys(tool.output.shape)).toEqual(
      expect.arrayContaining(pages === undefined ? [] : [pages]),
    );
  });

  it("describes each option, and each change can be planned with a reason", () => {
    for (const { summary } of Object.values(options)) expect(summary).not.toBe("");
    const names = Object.keys(options);
    expect(tool.annotations.readOnlyHint || (names.includes("dry-run") && names.includes("reason"))).toBe(
      true,
    );
    for (const { name: shown } of positionals ?? []) expect(shown).not.toBe("");
  });

  it.each([...examples])("has an example that its tool takes: %s", (example) => {
    expect(example.startsWith(name)).toBe(true);
    const args = example
      .slice(name.length)
      .replace("domains.json", exported)
      .split(" ")
      .filter((word) => word !== "");
    const input = toInput(
      parts,
      parseCommand({ name, summary: "", positionals, options, examples, run: async () => 0 }, args),
    );

    expect(() => createArgumentReader(tool.input)(input)).not.toThrow();
  });
});
