import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { AcmeError, throwIfCancelled } from "../errors.js";

const KEPT_CHARACTERS = 1 << 18;
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Of `flock -E`: another run holds the lock. */
export const LOCK_IS_HELD = 75;
const LOCK_WAIT_S = 120;
/** From SIGTERM to SIGKILL. */
const GRACE_MS = 5_000;
/** A constant text: what it runs is passed as arguments. */
const WITH_UMASK = 'umask 077; exec "$@"';

export interface AcmeShRun {
  /** The script. */
  readonly program: string;
  readonly home: string;
  readonly args: readonly string[];
  /** Secrets go this way; every user of the machine can read arguments. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface AcmeShOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs acme.sh until it exits, with any exit code, and without this process's environment. A lock of the kernel on the
 * child itself keeps a second one off the home also when this process is killed. However it ends, none of its processes is left.
 *
 * @throws AcmeError `NOT_CONFIGURED` if it cannot be run, `CANCELLED`
 */
export async function runAcmeSh({
  program,
  home,
  args,
  env,
  signal,
  onLine,
}: AcmeShRun): Promise<AcmeShOutput> {
  throwIfCancelled(signal);
  const scratch = await mkdtemp(join(tmpdir(), "haproxy-mcp-acme-"));
  try {
    const lock = [
      "flock",
      "-w",
      String(LOCK_WAIT_S),
      "-E",
      String(LOCK_IS_HELD),
      join(home, ".haproxy-mcp.flock"),
    ];
    const child = spawn("/bin/sh", ["-c", WITH_UMASK, "sh", ...lock, program, "--home", home, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      cwd: scratch,
      // by default acme.sh shares one file for headers between all its runs
      env: { PATH, LANG: "C", LC_ALL: "C", HOME: scratch, HTTP_HEADER: join(scratch, "http.header"), ...env },
    });
    return await outputOf(child, signal, onLine);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function outputOf(
  child: ChildProcess,
  signal: AbortSignal | undefined,
  onLine: ((line: string) => void) | undefined,
): Promise<AcmeShOutput> {
  const output = { stdout: "", stderr: "" };
  const closed = once(child, "close");
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      output[name] = (output[name] + chunk).slice(-KEPT_CHARACTERS);
    });
  }
  if (child.stdout !== null && onLine !== undefined) createInterface(child.stdout).on("line", onLine);
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child, "SIGTERM");
    killer = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  };
  signal?.addEventListener("abort", stop);
  try {
    const [exitCode] = await closed;
    throwIfCancelled(signal);
    return { exitCode: exitCode ?? -1, ...output };
  } catch (cause) {
    throwIfCancelled(signal);
    throw new AcmeError("NOT_CONFIGURED", "acme.sh cannot be run: it needs /bin/sh and flock", { cause });
  } finally {
    clearTimeout(killer);
    signal?.removeEventListener("abort", stop);
    // a child that it left behind would keep using the home
    signalGroup(child, "SIGKILL");
  }
}

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
