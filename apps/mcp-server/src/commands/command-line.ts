import { HostError } from "@haproxy-mcp/haproxy-host";
import { nearestOf } from "../program/nearest.js";
import { UserError } from "../program/user-error.js";
import { version } from "../program/version.js";
import { ConfigError } from "../settings/config.js";
import { config } from "./config.js";
import { doctor } from "./doctor.js";
import { history } from "./history.js";
import { init } from "./init.js";
import { restore } from "./restore.js";
import { serve } from "./serve.js";
import { stdio } from "./stdio.js";
import { tokenList, tokenNew, tokenRevoke } from "./token.js";
import { undo } from "./undo.js";
import { up } from "./up.js";
import { type Call, defineVerb, describeVerb, describeVerbs, parseCommand, type Verb } from "./verb.js";

/** Every verb, in the order that the help lists them. */
const VERBS: readonly Verb[] = [
  serve,
  stdio,
  up,
  restore,
  history,
  undo,
  init,
  doctor,
  tokenNew,
  tokenList,
  tokenRevoke,
  config,
  defineVerb({
    name: "help",
    summary: "show this help",
    options: {},
    run: () => print(describeVerbs(VERBS)),
  }),
  defineVerb({
    name: "version",
    summary: "show the version",
    options: {},
    run: () => print(`${version}\n`),
  }),
];

const ALIASES: Readonly<Record<string, string>> = { "--help": "help", "-h": "help", "--version": "version" };

/**
 * Runs a verb of the command line.
 *
 * @returns the exit code: 0, 1 if it failed, 2 if there is no such verb
 */
export async function runCommandLine(
  given: readonly string[],
  { environment, signal }: Pick<Call, "environment" | "signal">,
): Promise<number> {
  const { word, verb, args } = wordsOf(given.length === 0 ? ["help"] : given);
  const asked = verb?.name === "help" ? args.filter((arg) => !arg.startsWith("-")) : [];
  const topic = asked.length === 0 ? undefined : wordsOf(asked).word;
  const shown = topic === undefined ? verb : verbOf(topic);
  if (verb === undefined || shown === undefined) {
    process.stderr.write(describeUnknown(topic ?? word));
    return 2;
  }
  if (topic !== undefined) return print(describeVerb(shown));
  if (args.includes("--help") || args.includes("-h")) return print(describeVerb(verb));
  try {
    return await verb.run({ ...parseCommand(verb, args), environment, signal });
  } catch (error) {
    if (!isExpected(error)) throw error;
    if (!signal.aborted) process.stderr.write(`${error.message}\n`);
    return signal.aborted ? 0 : 1;
  }
}

/** The first word, or the first two: `token new`. */
function wordsOf([first = "", second = "", ...rest]: readonly string[]) {
  const two = `${first} ${second}`;
  const verb = verbOf(two);
  if (verb !== undefined) return { word: two, verb, args: rest };
  return { word: first, verb: verbOf(first), args: second === "" ? rest : [second, ...rest] };
}

function verbOf(word: string): Verb | undefined {
  return VERBS.find(({ name }) => name === (ALIASES[word] ?? word));
}

function describeUnknown(word: string): string {
  const names = VERBS.map(({ name }) => name);
  const nearest = names.find((name) => name.startsWith(`${word} `)) ?? nearestOf(word, names);
  const what = word.startsWith("-") ? "no command before the option" : "unknown command";
  const meant = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return `${what} ${JSON.stringify(word)}${meant}\nNothing was done. The commands are ${names.join(", ")}; haproxy-mcp --help describes them.\n`;
}

async function print(text: string): Promise<number> {
  process.stdout.write(text);
  return 0;
}

/** Errors that the operator can fix; any other is a bug, and keeps its stack. */
function isExpected(error: unknown): error is Error {
  return error instanceof UserError || error instanceof ConfigError || HostError.isInstance(error);
}
