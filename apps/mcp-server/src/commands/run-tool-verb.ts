import { openCaller } from "./callers/open-caller.js";
import type { Output, ToolCaller, ToolCallOptions } from "./callers/tool-caller.js";
import { confirmed } from "./confirm.js";
import { EXIT } from "./exit-codes.js";
import { createProgressLine } from "./output/progress-line.js";
import { notesOf, readForm, renderOutput } from "./output/render-output.js";
import { toInput } from "./to-input.js";
import { isPaged } from "./tool-options.js";
import type { ToolVerbParts } from "./tool-verb-parts.js";
import type { Call } from "./verb.js";

/** Most items of a page. */
const PAGE_SIZE = 500;

/**
 * Calls the tool, and prints its result.
 *
 * @returns the exit code
 * @throws UsageError before anything is done; ToolCallError
 */
export async function runToolVerb(verb: ToolVerbParts, call: Call): Promise<number> {
  const { environment, signal } = call;
  const options = call.options as Readonly<Record<string, string | boolean | undefined>>;
  const input = toInput(verb, call);
  const form = readForm(verb, options, process.stdout, environment);
  const isDryRun = input["dry_run"] === true;
  if (verb.confirm !== undefined && !isDryRun && options["yes"] !== true)
    if (!(await confirmed(verb.confirm(input), process, signal))) return EXIT.refused;

  const text = (name: string) => options[name] as string | undefined;
  await using caller = await openCaller({
    environment,
    url: text("url"),
    token: text("token"),
    reason: text("reason"),
  });
  const progress = createProgressLine(process.stderr, options["quiet"] === true);
  let output: Output;
  try {
    output = await callWhole(caller, verb, input, { signal, progress: progress.show });
  } finally {
    progress.end();
  }
  process.stdout.write(await renderOutput(verb, output, form, call.withVerbs));
  if (form.output === "table" && !form.isQuiet) process.stderr.write(notesOf(output));
  return verb.isDegraded?.(output as never) === true ? EXIT.degraded : EXIT.done;
}

/** With the items of every page. */
async function callWhole(
  caller: ToolCaller,
  verb: ToolVerbParts,
  input: Readonly<Record<string, unknown>>,
  options: ToolCallOptions,
): Promise<Output> {
  if (!isPaged(verb)) return caller.call(verb.tool, input, options);
  const paged = { ...input, limit: PAGE_SIZE };
  let whole = await caller.call(verb.tool, paged, options);
  while (typeof whole["next_cursor"] === "string") {
    const next = await caller.call(verb.tool, { ...paged, cursor: whole["next_cursor"] }, options);
    whole = { ...whole, ...next, ...joinedLists(whole, next) };
  }
  const { next_cursor: _end, note: _note, ...shown } = whole;
  return shown;
}

/** The list whose pages these are; each page has the same problems. */
function joinedLists(one: Output, other: Output): Output {
  const [name] = Object.keys(one).filter((key) => Array.isArray(one[key]));
  return name === undefined ? {} : { [name]: [...(one[name] as unknown[]), ...(other[name] as unknown[])] };
}
