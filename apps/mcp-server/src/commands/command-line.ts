import { nearestOf } from "../program/nearest.js";
import { version } from "../program/version.js";
import { ToolCallError } from "./callers/tool-call-error.js";
import { EXIT, exitCodeOf } from "./exit-codes.js";
import { writeText } from "./output/wrap-text.js";
import { parseCommand } from "./parse-command.js";
import { type Call, defineVerb, describeVerb, describeVerbs, type Verb } from "./verb.js";
import { loadVerb, loadVerbs, VERBS } from "./verb-list.js";
import { withVerbs } from "./with-verbs.js";

/** The verbs that are about the others. */
const OWN: readonly Verb[] = [
  defineVerb({
    name: "help",
    summary: "show this help",
    options: {},
    examples: ["help", "help domains add"],
    run: async () => print(describeVerbs([...(await loadVerbs()), ...OWN])),
  }),
  defineVerb({
    name: "version",
    summary: "show the version",
    options: {},
    examples: ["version", "--version"],
    run: async () => print(`${version}\n`),
  }),
];

const ALIASES: Readonly<Record<string, string>> = { "--help": "help", "-h": "help", "--version": "version" };
/** For the scripts of `completion`: completes the words that follow. */
const COMPLETE = "__complete";
const HELP = ["--help", "-h"];

/**
 * Runs a verb of the command line.
 *
 * @returns the exit code, one of `EXIT`
 */
export async function runCommandLine(
  given: readonly string[],
  { environment, signal }: Pick<Call, "environment" | "signal">,
): Promise<number> {
  const [first = "help", ...rest] = given;
  if (first === COMPLETE) {
    const { complete } = await import("./completion/complete.js");
    const found = await complete(rest, { environment, signal });
    return print(found.map((word) => `${word}\n`).join(""));
  }
  const words = [ALIASES[first] ?? first, ...rest];
  const asked = words[0] === "help" ? rest.filter((arg) => !arg.startsWith("-")) : [];
  if (asked.length > 0) return showHelp(asked);
  const { verb, args } = await find(words);
  if (args.some((arg) => HELP.includes(arg))) return showHelp(words.filter((word) => !HELP.includes(word)));
  if (verb === undefined) return unknown(words);
  try {
    return await verb.run({ ...parseCommand(verb, args), withVerbs, environment, signal });
  } catch (error) {
    // most commands need it never
    const { isExpected } = await import("./is-expected.js");
    if (!isExpected(error)) throw error;
    if (signal.aborted && verb.isLasting) return EXIT.done;
    const text = error instanceof ToolCallError ? await withVerbs(error.message) : error.message;
    writeText(process.stderr, `${text}\n`);
    return exitCodeOf(error);
  }
}

/** The verb of the first two words, or of the first: `token new`. */
async function find([first = "", second = "", ...rest]: readonly string[]) {
  const two = await load(`${first} ${second}`);
  if (two !== undefined) return { verb: two, args: rest };
  return { verb: await load(first), args: second === "" ? rest : [second, ...rest] };
}

async function load(name: string): Promise<Verb | undefined> {
  return OWN.find((verb) => verb.name === name) ?? (await loadVerb(name));
}

async function showHelp(words: readonly string[]): Promise<number> {
  const { verb } = await find(words);
  if (verb !== undefined) return print(describeVerb(verb));
  const group = await loadVerbs(words[0]);
  return group.length === 0 ? unknown(words) : print(describeVerbs(group));
}

async function unknown([word = "", second = ""]: readonly string[]): Promise<number> {
  const names = [...VERBS, ...OWN].map(({ name }) => name);
  const whole =
    names.some((name) => name.startsWith(`${word} `)) && !second.startsWith("-")
      ? `${word} ${second}`.trim()
      : word;
  const nearest = nearestOf(whole, names) ?? names.find((name) => name.startsWith(`${word} `));
  const what = word.startsWith("-") ? "no command before the option" : "unknown command";
  const meant = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  const others = names.filter((name) => name.startsWith(`${word} `));
  const [listed, help] =
    others.length === 0 ? [names, "--help describes them"] : [others, `${word} --help describes them`];
  writeText(
    process.stderr,
    `${what} ${JSON.stringify(whole)}${meant}\nNothing was done. The commands are ${listed.join(", ")}; haproxy-mcp ${help}.\n`,
  );
  return EXIT.usage;
}

async function print(text: string): Promise<number> {
  writeText(process.stdout, text);
  return EXIT.done;
}
