// @ts-check
// Checks the words of every document, comment and string, by the lists in lib/words. Fails when it has read no file of a kind.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { ROOT } from "./lib/root.mjs";
import { runMain, Stop } from "./lib/stop.mjs";
import { checkWords } from "./lib/words/check-words.mjs";
import { proseOf, readable } from "./lib/words/prose.mjs";

const FIXTURES = "scripts/test/words.test.ts"; // quotes what is refused

await runMain(async () => {
  const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" })
    .trim()
    .split("\n")
    .filter((file) => readable(file) && file !== FIXTURES && existsSync(join(ROOT, file)));
  for (const kind of [".md", ".ts", ".mjs"])
    if (!files.some((file) => extname(file) === kind)) throw new Stop(`no ${kind} file was read`);

  const findings = files.flatMap((file) =>
    checkWords(file, proseOf(file, readFileSync(join(ROOT, file), "utf8"))),
  );
  for (const { file, line, found, write } of findings)
    console.error(`${file}:${line}: "${found}": write ${write}`);
  if (findings.length > 0)
    throw new Stop(`words: replace ${findings.length} of them; lists and exceptions: scripts/lib/words`);
  console.log(`words: ${files.length} files, nothing to replace`);
  return 0;
});
