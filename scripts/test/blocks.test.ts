import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandsOf } from "../lib/blocks/commands-of.mjs";
import { matches } from "../lib/blocks/matches.mjs";
import { ROOT } from "../lib/root.mjs";

it("finds the commands of a document, with their lines and what they print", () => {
  const text =
    "Text\n\n```sh\na\nb\n```\n\n```console\n$ c\none\n\ntwo\n$ d\n```\n\n```text\n$ no command\n```\n";

  expect(commandsOf(text)).toEqual([
    { line: 4, command: "a\nb", output: undefined },
    { line: 9, command: "c", output: "one\n\ntwo\n" },
    { line: 13, command: "d", output: "" },
  ]);
});

describe("what was printed", () => {
  it.each([
    ["a.b\n", "a.b\n", true],
    ["axb\n", "a.b\n", false],
    ["one, 12 days left, served\n", "one, …, served\n", true],
    ["one\ntwo, served\n", "one…, served\n", false],
    ["first\nx\ny\nlast\n", "first\n…\nlast\n", true],
    ["first\nlast\n", "first\n…\nlast\n", true],
    ["first\nx\n", "first\n…\nlast\n", false],
    ["undo 20270101T000000Z-00000000 of local:root\n", "undo 20261126T222643Z-83f29e51 of local:you\n", true],
    ["Hello from sample backend 2 on port 1\n", "Hello from sample backend 1 on port 18081\n", true],
  ])("%j against %j", (printed, shown, expected) => {
    expect(matches(printed, shown)).toBe(expected);
  });
});

it.each(["docs/start.md", "docs/adopting.md"])("%s has commands only where they are run", (document) => {
  const text = readFileSync(join(ROOT, document), "utf8");

  expect([...text.matchAll(/^```(\w*)\n/gm)].map(([, kind]) => kind)).not.toContain("bash");
  expect(commandsOf(text).length).toBeGreaterThan(9);
});
