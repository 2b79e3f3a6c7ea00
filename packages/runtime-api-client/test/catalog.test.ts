import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as publicNames from "../src/index.js";

const root = join(import.meta.dirname, "..");
const files = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(root, folder, name));
const textOf = (file: string) => readFileSync(file, "utf8");

/** Every command: a function of `src/commands` whose result is one, with the comment above it, if it has one. */
const COMMAND =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export function (\w+)\((?:(?!\n\}\n)[\s\S])*?RuntimeCommand</g;
const commands = files("src/commands", ".ts")
  .filter((file) => !/\/(?:wait|map-payloads)\.ts$/.test(file))
  .flatMap((file) =>
    [...textOf(file).matchAll(COMMAND)].map(([, comment = "", name = ""]) => ({ file, name, comment })),
  );
const tests = files("test", ".test.ts").map((file) => ({ file, text: textOf(file) }));
const readme = textOf(join(root, "README.md"));

it("finds the commands", () => {
  expect(commands.length).toBeGreaterThan(80);
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
