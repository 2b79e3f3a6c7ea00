import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/audit/read/read-config.js";
import { isUnknown, splitWords } from "../../src/audit/read/split-words.js";

it.each([
  ["  bind *:80 # all", ["bind", "*:80"]],
  [`a 'b "c' "d 'e" f\\ g h\\#i`, ["a", 'b "c', "d 'e", "f g", "h#i"]],
  [`a '' b""c`, ["a", "", "bc"]],
  [
    String.raw`^a\d+\.b$ "\.c" a\\b \"x\' \$A \x41\x2e \xg \n\r\t.`,
    [String.raw`^a\d+\.b$`, String.raw`\.c`, String.raw`a\b`, `"x'`, "$A", "A.", String.raw`\xg`, "\n\r\t."],
  ],
  ["a\\", ["a\\"]],
  ["# nothing", []],
  ["", []],
])("splits %j as HAProxy does", (line, words) => {
  expect(splitWords(line).words).toEqual(words);
});

it("keeps the line as written, without its comment", () => {
  expect(splitWords(`  bind "*:80" # all`).text).toBe(`bind "*:80"`);
});

it("puts the values of known variables in, and marks words with others", () => {
  const { words } = splitWords(
    `"$KNOWN/a" $OTHER "\${OTHER-x}/b" '$KNOWN' ^x$`,
    new Map([["KNOWN", "/etc"]]),
  );

  expect(words).toEqual(["/etc/a", `\${OTHER}`, `\${OTHER}/b`, "$KNOWN", "^x$"]);
  expect(words.map(isUnknown)).toEqual([false, true, true, false, false]);
});

describe("conditional blocks", () => {
  const read = (...lines: string[]) => {
    const { sections, assumed } = readConfig(["global", ...lines].join("\n"));
    return {
      lines: sections[0]?.lines.map(({ text }) => text),
      assumed: assumed.map(({ number }) => number),
    };
  };

  it.each([
    [
      [".if 0", "a", ".elif 1", "b", ".else", "c", ".endif", "d"],
      ["b", "d"],
    ],
    [[".if 0", "a", ".if 1", "b", ".endif", ".else", "c", ".endif"], ["c"]],
    [[".if !0", "a", ".else", "b", ".endif"], ["a"]],
    [[".if 1", ".if 0", "a", ".else", "b", ".endif", ".else", "c", ".endif"], ["b"]],
  ])("%j", (lines, expected) => {
    expect(read(...lines)).toEqual({ lines: expected, assumed: [] });
  });

  it("assumes a condition that only HAProxy can evaluate, and says so", () => {
    expect(read(".if version_atleast(2.8)", "a", ".else", "b", ".endif")).toEqual({
      lines: ["a"],
      assumed: [2],
    });
    expect(read(".if 0", ".if defined(X)", "a", ".endif", ".endif")).toEqual({ lines: [], assumed: [] });
  });
});

it("reads every branch on request", () => {
  const { sections } = readConfig("global\n.if 0\n  a\n.else\n  b\n.endif", { allBranches: true });

  expect(sections[0]?.lines.map(({ text }) => text)).toEqual(["a", "b"]);
});
