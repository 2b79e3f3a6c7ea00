import { describe, expect, it } from "vitest";
import * as publicNames from "../src/index.js";
import { commands, files, readme, textOf } from "./commands-of-source.js";

const tests = files("test", ".test.ts").map((file) => ({ file, text: textOf(file) }));

it("finds the commands", () => {
  expect(commands.length).toBeGreaterThan(110);
});

describe.each(commands)("$name", ({ file, name, comment }) => {
  it("is exported, documented, and tested with strings and with HAProxy", () => {
    expect(Object.keys(publicNames)).toContain(name);
    expect(comment, file).toMatch(/management\.txt section 9\.[1-4]/);
    const used = new RegExp(`\\b${name}\\(`);
    const where = tests.filter(({ text }) => used.test(text)).map(({ file: test }) => test);
    expect(
      where.filter((test) => test.endsWith(".haproxy.test.ts")),
      "with HAProxy",
    ).not.toEqual([]);
    expect(
      where.filter((test) => !test.includes(".haproxy.test.ts")),
      "with strings",
    ).not.toEqual([]);
    expect(readme).toContain(`\`${name}\``);
  });
});
