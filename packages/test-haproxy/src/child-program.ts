import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A program that runs until it is disposed of, in a process group of its own. */
export class ChildProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** For a test that was cut off before it could dispose of anything. */
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

  /** @throws Error that says how to get it where it is missing */
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

  /** What it printed. */
  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#killAtExit);
    if (this.hasEnded) return;
    const exited = once(this.#child, "exit");
    this.#kill();
    await exited;
  }

  #kill(): void {
    try {
      process.kill(-(this.#child.pid ?? 0), "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
