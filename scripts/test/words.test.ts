import { describe, expect, it } from "vitest";
import { checkWords } from "../lib/words/check-words.mjs";
import { proseOf } from "../lib/words/prose.mjs";
import { REPLACED_WORDS } from "../lib/words/replaced-words.mjs";

const found = (file: string, text: string) =>
  checkWords(file, proseOf(file, text)).map(({ line, found }) => `${line}: ${found}`);

describe("a program", () => {
  it("is refused a replaced word in a string, a template, a comment and JSX", () => {
    const text = [
      'const a = "was told";', //
      `const b = \`one \${a} gave up \${"anew"} nobody\`;`,
      "// it is",
      "// no more.",
      "/**",
      " * HAProxy serves",
      " * on.",
      " */",
      "export const c = <p>Give up</p>; // mend it",
    ].join("\n");

    expect(found("a.tsx", text)).toEqual([
      "1: told",
      "2: gave up",
      "2: anew",
      "2: nobody",
      "3: is no more",
      "6: serves on",
      "9: Give up",
      "9: mend",
    ]);
  });

  it("keeps its identifiers, expressions and quoted code", () => {
    expect(found("a.ts", "const told = /anew/.test(mend); // `told` by `mend`")).toEqual([]);
  });
});

describe("a document", () => {
  it("is refused a replaced word in its text, with its line", () => {
    expect(found("a.md", "# Title\n\nIt is given\nup.\n")).toEqual(["3: given up"]);
  });

  it("keeps its code", () => {
    expect(found("a.md", "Set `told`:\n\n```sh\necho told\n```\n\n~~~\nanew\n~~~\n")).toEqual([]);
  });
});

describe("true uses", () => {
  it.each([
    "is no more than 63 characters long",
    "there is no more space",
    "HAProxy answers a command",
    "an answer of DNS",
    "look at the file",
    "what it looks like",
    "what is going on",
    "an error of the kind that is meant",
    "set to drain",
    "troubleshooting",
    "a host such as nobody.test",
  ])("keep %j", (text) => {
    expect(found("a.md", text)).toEqual([]);
  });

  it("are not the same words in other uses", () => {
    const refused = [
      "is no more", //
      "answers 404",
      "HTTP answer",
      "a look at it",
      "goes on with it",
      "of the kind `x`",
      "is drain",
    ];
    for (const text of refused) expect(found("a.md", text)).toHaveLength(1);
  });
});

it("says what to write for each word", () => {
  expect(REPLACED_WORDS.length).toBeGreaterThan(20);
  for (const { write } of REPLACED_WORDS) expect(write).not.toBe("");
});

describe("a message that points to the command that prints it", () => {
  it.each([
    ["src/commands/doctor.ts", "haproxy-mcp doctor"],
    ["src/checks/state.ts", "haproxy-mcp doctor"],
    ["src/checks/state.ts", "haproxy_health"],
    ["src/tools/catalog/health/domain-health.ts", "haproxy_domain_health"],
  ])("of %s is refused: %s", (file, command) => {
    expect(found(file, `const remedy = "see ${command} for more";`)).toEqual([`1: ${command}`]);
  });

  it.each([
    ["src/commands/init.ts", '"haproxy-mcp init --write does it"'],
    ["src/commands/init.ts", '"haproxy-mcp doctor"'],
    ["src/checks/state.ts", '"haproxy_domain_health"'],
    ["src/tools/catalog/health/domain-health.ts", '"haproxy_domain_health"'],
  ])("of %s is not %s", (file, text) => {
    expect(found(file, `const text = ${text};`)).toEqual([]);
  });
});
