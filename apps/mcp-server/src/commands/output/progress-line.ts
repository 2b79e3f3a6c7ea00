import { oneLine } from "./cell.js";

/** Shows the step of a long call in one line of a terminal, which it clears at the end. */
export interface ProgressLine {
  /** @param limitSec the most seconds that it takes, for a bar of the time; without it, something that turns */
  show(message: string, limitSec?: number): void;
  end(): void;
}

const CLEAR = "\r\u001b[K";
const TURNING = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const TURN_MS = 125;
const BAR_WIDTH = 20;
const DEFAULT_WIDTH = 80;

/** Shows nothing where there is no terminal. */
export function createProgressLine(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">,
  isQuiet: boolean,
  now: () => number = () => performance.now(),
): ProgressLine {
  if (!stream.isTTY || isQuiet) return { show: () => {}, end: () => {} };
  let shown: { readonly begin: number; message: string; limitSec: number | undefined } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    if (shown === undefined) return;
    const { begin, message, limitSec } = shown;
    const ms = now() - begin;
    const text = `${describeTime(ms, limitSec)}  ${oneLine(message)}`;
    stream.write(CLEAR + [...text].slice(0, (stream.columns || DEFAULT_WIDTH) - 1).join(""));
  };
  return {
    show(message, limitSec) {
      shown = { begin: shown?.begin ?? now(), message, limitSec };
      timer ??= setInterval(draw, TURN_MS).unref();
      draw();
    },
    end() {
      clearInterval(timer);
      timer = undefined;
      if (shown !== undefined) stream.write(CLEAR);
      shown = undefined;
    },
  };
}

function describeTime(ms: number, limitSec: number | undefined): string {
  const seconds = Math.floor(ms / 1_000);
  if (limitSec === undefined) return `${TURNING[Math.floor(ms / TURN_MS) % TURNING.length]} ${seconds} s`;
  return `${bar(Math.min(ms / 1_000 / limitSec, 1), BAR_WIDTH)} ${Math.min(seconds, limitSec)} of ${limitSec} s`;
}

/** @param share from 0 to 1 */
export function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return "█".repeat(full) + "░".repeat(width - full);
}
