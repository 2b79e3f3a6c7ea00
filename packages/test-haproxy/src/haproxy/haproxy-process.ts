import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { runtimeLine } from "./runtime-line.js";

const LIMIT_MS = 10_000;
const POLL_MS = 10;

/** HAProxy of the environment variable `HAPROXY_BIN`, or the one on PATH. */
export function haproxyBinary(): string {
  return process.env["HAPROXY_BIN"] ?? "haproxy";
}

interface HaproxyFiles {
  readonly configFile: string;
  readonly runtimeSocket: string;
  readonly masterSocket: string;
}

/** One HAProxy in master-worker mode, in a process group of its own. */
export class HaproxyProcess {
  readonly #child: ChildProcess;
  /** For a test that was cut off before it could dispose of anything. */
  readonly #killAtExit = (): void => killGroup(this.pid);
  #output = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    const remember = (chunk: Buffer) => {
      this.#output += chunk;
    };
    child.stdout?.on("data", remember);
    child.stderr?.on("data", remember);
    process.once("exit", this.#killAtExit);
  }

  /** Resolves once a worker answers. @throws with HAProxy's own words, and nothing is left running */
  static async start(
    binary: string,
    { configFile, runtimeSocket, masterSocket }: HaproxyFiles,
  ): Promise<HaproxyProcess> {
    const child = spawn(binary, ["-W", "-S", masterSocket, "-db", "-f", configFile], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    try {
      await once(child, "spawn");
    } catch (cause) {
      const how = "apt-get install haproxy, or set HAPROXY_BIN";
      throw new Error(`${binary} cannot be started: ${how}`, { cause });
    }
    const haproxy = new HaproxyProcess(child);
    try {
      await haproxy.#until(async () => (await workerPid(runtimeSocket)) !== undefined, "did not start");
      await haproxy.#until(() => catchesReload(haproxy.pid), "did not listen to signals");
    } catch (error) {
      await haproxy.kill();
      throw error;
    }
    return haproxy;
  }

  /** Process id of the master. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  /** Reloads as SIGUSR2 does, and resolves once a new worker answers. */
  async reload(runtimeSocket: string): Promise<void> {
    const before = await workerPid(runtimeSocket);
    process.kill(this.pid, "SIGUSR2");
    await this.#until(async () => {
      const now = await workerPid(runtimeSocket);
      return now !== undefined && now !== before;
    }, "did not reload");
    await this.#until(() => catchesReload(this.pid), "did not listen to signals again");
  }

  /** SIGKILL for the master and every worker; resolves once all are gone. */
  async kill(): Promise<void> {
    const gone = this.#child.exitCode !== null || this.#child.signalCode !== null;
    const exited = gone ? undefined : once(this.#child, "exit");
    const workers = await childrenOf(this.pid);
    process.off("exit", this.#killAtExit);
    killGroup(this.pid);
    await exited;
    const limit = AbortSignal.timeout(LIMIT_MS);
    for (const worker of workers) {
      while (await isRunning(worker)) {
        if (limit.aborted) throw new Error(`haproxy worker ${worker} did not die`);
        await sleep(POLL_MS);
      }
    }
  }

  async #until(isTrue: () => Promise<boolean>, what: string): Promise<void> {
    const limit = AbortSignal.timeout(LIMIT_MS);
    while (!(await isTrue())) {
      if (this.#child.exitCode !== null || limit.aborted) {
        throw new Error(`haproxy ${what}:\n${this.#output}`);
      }
      await sleep(POLL_MS);
    }
  }
}

async function workerPid(runtimeSocket: string): Promise<string | undefined> {
  const info = await runtimeLine(runtimeSocket, "show info").catch(() => "");
  return /^Pid: (\d+)$/m.exec(info)?.[1];
}

/** A master ignores SIGUSR2 for some milliseconds after its new worker answers: a reload then would be lost. */
async function catchesReload(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return ((caught >> BigInt(constants.signals.SIGUSR2 - 1)) & 1n) === 1n;
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return children.split(" ").filter(Boolean).map(Number);
}

/**
 * A worker whose master is gone stays a zombie until init looks: it runs no longer, and holds no socket, once it has
 * one thread.
 */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return status !== "" && !(/^State:\s*Z/m.test(status) && /^Threads:\s*1$/m.test(status));
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
