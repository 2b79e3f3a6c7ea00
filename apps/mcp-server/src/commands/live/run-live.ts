import { setTimeout as sleep } from "node:timers/promises";
import { untilClosed } from "../../program/closed-output.js";
import { ToolCallError } from "../callers/tool-call-error.js";
import type { ToolCaller } from "../callers/tool-caller.js";
import { EXIT, exitCodeOf } from "../exit-codes.js";
import { oneLine } from "../output/cell.js";
import type { Form } from "../output/render-output.js";
import type { Screen } from "../output/render-table.js";
import type { Call } from "../verb.js";
import { type FullScreen, openFullScreen, type Terminal } from "./full-screen.js";

/** What a verb shows again and again. */
export interface LiveView<Sample> {
  /** Samples before there is something to print: 2 for rates. */
  readonly least: number;
  /** What keys do, for the last line of a terminal. */
  readonly keys: string;
  take(caller: ToolCaller, signal: AbortSignal): Promise<Sample>;
  /** In a terminal: at most so many lines, which fit the screen. */
  frame(sample: Sample, screen: Screen, rows: number): readonly string[];
  /** Elsewhere, and with `--once`: what is new. */
  print(sample: Sample): string;
  onKey?(key: string): void;
}

export interface LiveOptions {
  readonly form: Form;
  /** @param until ends the wait for a server that does not respond */
  open(until: AbortSignal): Promise<ToolCaller>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly intervalSec: number;
  readonly isOnce: boolean;
  readonly signal: AbortSignal;
  readonly withVerbs: Call["withVerbs"];
}

const MS_PER_SEC = 1_000;
/** HAProxy or the remote server does not respond: for now, as far as a view is concerned. */
const PASSING: readonly number[] = [EXIT.unreachable, EXIT.unknown];

/**
 * Until it is stopped. What does not respond is reported, and asked again; not at the begin.
 *
 * @returns the exit code
 * @throws ToolCallError
 */
export async function runLive<Sample>(
  view: LiveView<Sample>,
  options: LiveOptions,
  terminal: Terminal & Pick<NodeJS.Process, "stderr"> = process,
): Promise<number> {
  const { form, intervalSec, isOnce, environment } = options;
  const { stdout, stderr } = terminal;
  const quit = new AbortController();
  using closed = untilClosed(stdout);
  const signal = AbortSignal.any([options.signal, closed.signal, quit.signal]);
  let sample: Sample | undefined;
  let problem: string | undefined;
  let screen: FullScreen | undefined;
  const draw = () => {
    if (screen === undefined || sample === undefined) return;
    const { columns: width, rows } = screen;
    const last = [...oneLine(problem ?? view.keys)].slice(0, width).join("");
    const above = view.frame(sample, { ...form.screen, width }, rows - 1).slice(0, rows - 1);
    screen.draw([...above, ...new Array<string>(rows - 1 - above.length).fill(""), last]);
  };
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => {});
  await using calls = createCalls(options);
  try {
    for (let count = 1; ; count += 1) {
      try {
        sample = await view.take(await calls.open(signal), signal);
        problem = undefined;
      } catch (error) {
        const isPassing = error instanceof ToolCallError && PASSING.includes(exitCodeOf(error));
        if (sample === undefined || isOnce || !isPassing) throw error;
        const message = await options.withVerbs(error.message);
        if (problem === undefined && screen === undefined) stderr.write(`${message}\n`);
        problem = message;
        await calls.close();
      }
      const isScreen = stdout.isTTY && environment["TERM"] !== "dumb" && form.output === "table" && !isOnce;
      if (isScreen)
        screen ??= openFullScreen(terminal, {
          onResize: draw,
          onKey: (key) => {
            view.onKey?.(key);
            draw();
          },
          onStop: () => quit.abort(),
        });
      if (screen !== undefined) draw();
      else if (problem === undefined && count >= view.least) stdout.write(view.print(sample));
      if (isOnce && count >= view.least) return EXIT.done;
      await pause((isOnce ? Math.min(intervalSec, 1) : intervalSec) * MS_PER_SEC);
      if (signal.aborted) return EXIT.done;
    }
  } catch (error) {
    if (signal.aborted) return EXIT.done;
    throw error;
  } finally {
    screen?.[Symbol.dispose]();
  }
}

/** A caller that is opened again after a failure: a remote server may have ended its session. */
function createCalls({ open }: Pick<LiveOptions, "open">): AsyncDisposable & {
  open(until: AbortSignal): Promise<ToolCaller>;
  close(): Promise<void>;
} {
  let caller: ToolCaller | undefined;
  const close = async () => {
    await caller?.[Symbol.asyncDispose]();
    caller = undefined;
  };
  return {
    async open(until) {
      caller ??= await open(until);
      return caller;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
