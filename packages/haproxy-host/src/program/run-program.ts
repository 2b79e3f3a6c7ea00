import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { HostError } from "../errors.js";
import { launch } from "./launch.js";
import { send } from "./process-group.js";

const DEFAULT_LIMIT_MS = 30_000;
const KEPT_CHARACTERS = 1 << 20;

/** How long a program may run, in milliseconds, and what ends it. */
export interface RunOptions {
  /** Ends the program. */
  readonly signal?: AbortSignal | undefined;
  /** Default: 30,000. */
  readonly limitMs?: number | undefined;
  /** How to install a program that is missing. */
  readonly howToInstall?: string | undefined;
}

/** How a program ended, and what it wrote. */
export interface ProgramResult {
  readonly exitCode: number;
  /** Its first MiB. */
  readonly stdout: string;
  /** Its first MiB. */
  readonly stderr: string;
}

/** Runs a program until it exits, with any exit code. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  options?: RunOptions,
) => Promise<ProgramResult>;

/**
 * Runs a program with no shell and no input. However it ends, none of its processes is left when this settles.
 *
 * @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED` when it does not end in time or is killed, `CANCELLED`
 */
export const runProgram: RunProgram = async (
  program,
  args,
  { signal, limitMs = DEFAULT_LIMIT_MS, howToInstall } = {},
) => {
  assertWanted(program, signal);
  const child = await launch(program, args, howToInstall);
  const output = { stdout: keep(child.stdout), stderr: keep(child.stderr) };
  const limit = AbortSignal.timeout(limitMs);
  const exitCode = await exitOf(child, signal === undefined ? limit : AbortSignal.any([signal, limit]));
  if (exitCode !== null) return { exitCode, stdout: output.stdout(), stderr: output.stderr() };
  assertWanted(program, signal);
  const why = limit.aborted ? `did not exit within ${limitMs} ms` : `was killed by ${child.signalCode}`;
  throw new HostError("PROGRAM_FAILED", `${program} ${why}`);
};

/** `null` for one that was killed. */
async function exitOf(child: ChildProcess, stop: AbortSignal): Promise<number | null> {
  const kill = () => send(-(child.pid ?? 0), "SIGKILL");
  const closed = once(child, "close");
  if (stop.aborted) kill();
  stop.addEventListener("abort", kill);
  try {
    await closed;
  } finally {
    stop.removeEventListener("abort", kill);
  }
  return child.exitCode;
}

function keep(stream: NodeJS.ReadableStream): () => string {
  let kept = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    kept = (kept + chunk).slice(0, KEPT_CHARACTERS);
  });
  return () => kept;
}

function assertWanted(program: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new HostError("CANCELLED", `${program} was cancelled`, { cause: signal.reason });
}
