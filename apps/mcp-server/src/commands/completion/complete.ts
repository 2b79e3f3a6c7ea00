import { timeLimit } from "../../program/time-limit.js";
import type { Positional } from "../positional.js";
import type { Call, Verb } from "../verb.js";
import { loadVerb, VERBS } from "../verb-list.js";
import { liveValues } from "./live-values.js";
import type { Values } from "./values.js";

/** A shell waits for it, with its user. */
const LIMIT_MS = 3_000;
const OWN = ["help", "version"];

/**
 * The words that may stand at the end of a command line.
 *
 * @param words what is typed, without the program; the last one is not complete, or empty
 * @returns none where any word may stand, and where what exists can't be read
 */
export async function complete(
  words: readonly string[],
  { environment, signal }: Pick<Call, "environment" | "signal">,
): Promise<readonly string[]> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  const isHelp = before[0] === "help";
  using limit = timeLimit(signal, LIMIT_MS);
  const found = [
    ...nextWords(isHelp ? before.slice(1) : before),
    ...(isHelp ? [] : await ofVerb(before, current, { environment, signal: limit.signal })),
  ];
  return [...new Set(found)].filter((one) => one.startsWith(current));
}

/** The words of the names of commands that may follow. */
function nextWords(before: readonly string[]): readonly string[] {
  const typed = before.map((word) => `${word} `).join("");
  const names = [...VERBS.map(({ name }) => name), ...OWN].filter((name) => name.startsWith(typed));
  return names.map((name) => name.slice(typed.length).split(" ")[0] ?? "");
}

async function ofVerb(
  before: readonly string[],
  current: string,
  call: Pick<Call, "environment" | "signal">,
): Promise<readonly string[]> {
  const [first = "", second = ""] = before;
  const verb = (await loadVerb(`${first} ${second}`)) ?? (await loadVerb(first));
  if (verb === undefined) return [];
  const { positionals, given, open } = readWords(verb, before.slice(verb.name.split(" ").length));
  if (open === undefined && current.startsWith("-"))
    return [...Object.keys(verb.options).map((option) => `--${option}`), "--help"];
  const values = open === undefined ? valuesAt(verb.positionals ?? [], positionals.length) : open.values;
  if (typeof values !== "string") return values ?? [];
  return liveValues(values, { ...call, current, domain: positionals[0] ?? "", options: given });
}

/** What is typed before the last word: positionals, values of options, and the option that still needs its value. */
function readWords({ options }: Verb, words: readonly string[]) {
  const positionals: string[] = [];
  const given: Record<string, string> = {};
  let open: { readonly name: string; readonly values?: Values | undefined } | undefined;
  for (const word of words) {
    if (open !== undefined) {
      given[open.name] = word;
      open = undefined;
    } else if (word.startsWith("-")) {
      const found = Object.entries(options).find(([name, { short }]) =>
        [`--${name}`, `-${short}`].includes(word),
      );
      if (found?.[1].type === "string") open = { name: found[0], values: found[1].values };
    } else positionals.push(word);
  }
  return { positionals, given, open };
}

function valuesAt(positionals: readonly Positional[], index: number): Values | undefined {
  const last = positionals.at(-1);
  const positional = positionals[index] ?? (last?.isList === true ? last : undefined);
  if (positional?.values !== undefined) return positional.values;
  return positional?.name.includes("|") ? positional.name.split("|") : undefined;
}
