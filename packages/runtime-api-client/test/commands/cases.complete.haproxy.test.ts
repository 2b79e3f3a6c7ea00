import { afterAll, beforeAll, expect, it } from "vitest";
import {
  expectSilence,
  experimentalMode,
  help,
  messageOf,
  type RuntimeCommand,
  unwrap,
} from "../../src/index.js";
import { commands, fixedWords, readme } from "../commands-of-source.js";
import { type Rich, startRich } from "../haproxy.js";

let rich: Rich;
beforeAll(async () => {
  rich = await startRich();
});
afterAll(() => rich?.[Symbol.asyncDispose]());

/** The syntax that the doc comment of each function has. */
const typed = commands.map(({ comment }) => /`([^`]+)`/.exec(comment)?.[1] ?? "");
const typedWords = new Set(typed.map(fixedWords));
/** The table of commands without a function. */
const untyped = [
  ...(readme.split("### Send your own")[1]?.split("## Errors")[0] ?? "").matchAll(/^\| (`.*?) +\|/gm),
].flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, words = ""]) => words));
const isUntyped = (words: string) => untyped.some((one) => words === one || words.startsWith(`${one} `));

it("LI5 every command of this HAProxy has a function, or is in the README's table of the rest", async () => {
  const expertMode: RuntimeCommand<void> = {
    line: "expert-mode on",
    kind: "write",
    parseReply: expectSilence,
  };
  const [, , list] = await rich.client.batch([experimentalMode(), expertMode, help()]);

  const known = unwrap(list)
    .filter((syntax) => !syntax.startsWith("@"))
    .map(fixedWords);
  expect(known.length).toBeGreaterThan(100);
  // "new ssl crlfile" is what the help of 2.6 and 3.0 calls "new ssl crl-file"
  expect(
    known.filter((words) => !typedWords.has(words.replace("crlfile", "crl-file")) && !isUntyped(words)),
  ).toEqual([]);
});

it("LI5 every setting of a server has a function", async () => {
  const usage = await rich.haproxy.runtime("set server pool/plain");
  const settings = usage
    .replace(/^[\s\S]*?<server> /, "")
    .trim()
    .split(" | ");

  expect(settings).toContain("weight");
  for (const setting of settings) {
    expect(typed).toContainEqual(expect.stringMatching(`^set server <backend>/<server> ${setting}(?: |$)`));
  }
});

it("LI5 the table of the rest names no command that has a function, and the README's own one works", async () => {
  expect(untyped.length).toBeGreaterThan(20);
  expect(untyped.filter((words) => typedWords.has(words))).toEqual([]);
  const showLibs: RuntimeCommand<string> = { line: "show libs", kind: "read", parseReply: messageOf };
  expect(await rich.client.execute(showLibs)).toMatch(/haproxy/);
});
