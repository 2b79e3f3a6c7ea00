// Types the commands of one document, in its order, in a shell; a command that lasts gets a shell of its own, and runs until the
// same one is started again. Run by check-blocks.mjs, in namespaces of its own.
import { readFileSync } from "node:fs";
import { runMain, Stop } from "../stop.mjs";
import { commandsOf } from "./commands-of.mjs";
import { matches } from "./matches.mjs";
import { startShell } from "./shell.mjs";

/** The program, without variables in front of it, of what stays in the foreground. */
const LASTS = /^(?:\w+=\S+ )*(npm start|sh examples\/test-ca\/start\.sh)$/;

/** Begins a block that check:machine runs, on a machine of its own. */
const ELSEWHERE = /^(?:npm run bundle|haproxy-mcp init)\b/;

/** Gets what blocks print whose output the document doesn't show. */
const UNSEEN = "/tmp/blocks.out";

await runMain(async () => {
  const [, , document = ""] = process.argv;
  const shell = startShell();
  /** @type {Map<string, import("./shell.mjs").Shell>} */
  const lasting = new Map();
  for (const { line, command, output } of commandsOf(textFor(process.env["ON_MACHINE"] === "1", document))) {
    if (document === "README.md" && ELSEWHERE.test(command)) continue;
    console.log(`${document}:${line}: ${command}`);
    const isAsExpected = (/** @type {string} */ printed) => output === undefined || matches(printed, output);
    const [, program] = LASTS.exec(command) ?? [];
    if (program === undefined) {
      const printed = await shell.run(command, output === undefined ? UNSEEN : undefined);
      if (output === undefined ? printed !== "" : !isAsExpected(printed))
        throw differs(document, line, output, printed);
      continue;
    }
    await lasting.get(program)?.interrupt();
    const own = startShell();
    lasting.set(program, own);
    const printed = await own.runUntil(command, isAsExpected);
    if (!isAsExpected(printed)) throw differs(document, line, output, printed);
  }
  for (const own of lasting.values()) await own.interrupt();
  return 0;
});
// the shells of a walk that failed would keep it alive; what they run ends with the namespace
process.exit();

/**
 * The part of a document that is for a clone, or that for a machine of its own; its lines keep their numbers.
 *
 * @param {boolean} isMachine
 * @param {string} document
 */
function textFor(isMachine, document) {
  const [clone = "", machine = ""] = readFileSync(document, "utf8").split(
    /^<!-- The commands below are run on a machine/m,
  );
  return isMachine ? "\n".repeat(clone.split("\n").length - 1) + machine : clone;
}

/**
 * @param {string} document
 * @param {number} line
 * @param {string | undefined} output
 * @param {string} printed
 */
function differs(document, line, output, printed) {
  return new Stop(
    `${document}:${line}: it says\n\n${output ?? "that it succeeds"}\nPrinted now:\n\n${printed}`,
  );
}
