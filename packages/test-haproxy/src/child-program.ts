import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "./until.js";

const LIMIT_MS = 10_000;

/** A program that runs until it is disposed of, in its own process group. */
export class ChildProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** For a test that ended before it could dispose of anything. */
  readonly #killAtExit = (): void => this.#kill();
  #output = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk;
      });
    }
    process.once("exit", this.#killAtExit);
  }

  /** @throws Error that says how to install it if it is missing */
  static async start(
    program: string,
    args: readonly string[],
    { env, howToInstall }: { readonly env?: NodeJS.ProcessEnv; readonly howToInstall: string },
  ): Promise<ChildProgram> {
    const child = spawn(program, [...args], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env: { ...process.env, ...env },
    });
    try {
      await once(child, "spawn");
    } catch (cause) {
      throw new Error(`${program} cannot be started: ${howToInstall}`, { cause });
    }
    return new ChildProgram(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it printed. */
  get output(): string {
    return this.#output;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Waits until a condition is true. @throws Error with the program's output, when it times out or the program exits before */
  async until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
    try {
      await until(what, LIMIT_MS, () => {
        if (this.#hasEnded) throw new Error(`exited before: ${what}`);
        return isTrue();
      });
    } catch (cause) {
      throw new Error(`${this.#child.spawnfile}: ${(cause as Error).message}\n${this.#output}`, { cause });
    }
  }

  /** SIGKILL for its process group, also if the program itself has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    const exited = this.#hasEnded ? undefined : once(this.#child, "exit");
    process.off("exit", this.#killAtExit);
    this.#kill();
    await exited;
  }

  #kill(): void {
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
