import { MAX_TIMEOUT_SEC, toMs, toSeconds } from "../tools/drain-fields.js";
import { callWhole } from "./callers/call-whole.js";
import { openCaller } from "./callers/open-caller.js";
import type { Output, ToolCaller, ToolCallOptions } from "./callers/tool-caller.js";
import { confirmed } from "./confirm.js";
import { EXIT } from "./exit-codes.js";
import { createProgressLine } from "./output/progress-line.js";
import { notesOf, readForm, renderOutput } from "./output/render-output.js";
import { writeText } from "./output/wrap-text.js";
import { readTime, toInput } from "./to-input.js";
import type { Input, ToolVerbParts, WaitTool } from "./tool-verb-parts.js";
import type { Call } from "./verb.js";

/** Does more together with a change. */
export type Around = (change: () => Promise<Output>) => Promise<Output>;

/**
 * Calls the tool, and prints its result.
 *
 * @param around is not called in a dry run
 * @returns the exit code
 * @throws UsageError before anything is done; ToolCallError
 */
export async function runToolVerb(
  verb: ToolVerbParts,
  call: Call,
  around: Around = (change) => change(),
): Promise<number> {
  const { environment, signal } = call;
  const options = call.options as Readonly<Record<string, string | boolean | undefined>>;
  const input = toInput(verb, call);
  const form = readForm(verb, options, process.stdout, environment);
  const isDryRun = input["dry_run"] === true;
  const waitSec = typeof options["wait"] === "string" ? readTime(options["wait"], "s") : 0;
  const question = isDryRun || options["yes"] === true ? undefined : verb.confirm?.(input);
  if (question !== undefined && !(await confirmed(question, process, signal))) return EXIT.refused;

  const text = (name: string) => options[name] as string | undefined;
  await using caller = await openCaller({
    environment,
    url: text("url"),
    token: text("token"),
    reason: text("reason"),
    isStateRead: verb.isStateRead,
    signal,
  });
  const progress = createProgressLine(process.stderr, options["quiet"] === true);
  const given = { signal, progress: progress.show };
  const print = async (shown: Pick<ToolVerbParts, "tool" | "table">, output: Output) => {
    progress.end();
    process.stdout.write(await renderOutput(shown, output, form, call.withVerbs));
  };
  let output: Output;
  try {
    if (verb.confirmPlan !== undefined && !isDryRun && options["yes"] !== true) {
      const plan = await caller.call(verb.tool, { ...input, dry_run: true }, given);
      progress.end();
      const asked = verb.confirmPlan(plan as never);
      if (asked !== undefined) {
        if (!form.isQuiet) writeText(process.stderr, `${await call.withVerbs(verb.tool.summarise(plan))}\n`);
        if (!(await confirmed(asked, process, signal))) return EXIT.refused;
      }
    }
    const change = () => callWhole(caller, verb, input, given);
    output = await (isDryRun ? change() : around(change));
    const wait = isDryRun || waitSec === 0 ? undefined : verb.wait;
    const isTable = form.output === "table";
    if (wait === undefined || isTable) await print(verb, output);
    if (wait !== undefined) {
      const waited = await waitFor(caller, wait, { input, waitSec }, given);
      if (!isTable) await print(verb, { ...output, waited });
      if (waited === undefined) {
        progress.end();
        writeText(process.stderr, "Stopped waiting. The change above is made, and stays.\n");
        return EXIT.degraded;
      }
      if (isTable) await print({ tool: wait.tool }, waited);
      if (!wait.isOver(waited)) return EXIT.degraded;
    }
  } finally {
    progress.end();
  }
  if (form.output === "table" && !form.isQuiet) writeText(process.stderr, notesOf(output));
  return verb.isDegraded?.(output as never) === true ? EXIT.degraded : EXIT.done;
}

/** One call waits no longer than clients do: the next one resumes the wait. Returns `undefined` when the signal aborts. */
async function waitFor(
  caller: ToolCaller,
  { tool, isOver }: WaitTool,
  { input, waitSec }: { readonly input: Input; readonly waitSec: number },
  { signal, progress }: ToolCallOptions,
): Promise<Output | undefined> {
  const options = { signal, progress: (message: string) => progress(message, waitSec) };
  const untilMs = performance.now() + toMs(waitSec);
  const { domain, slot } = input;
  for (;;) {
    const leftSec = Math.ceil(toSeconds(untilMs - performance.now()));
    const timeout = Math.min(Math.max(leftSec, 0), MAX_TIMEOUT_SEC);
    const waited = await caller.call(tool, { domain, slot, timeout }, options).catch((error) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    if (waited === undefined || isOver(waited) || leftSec <= MAX_TIMEOUT_SEC) return waited;
  }
}
