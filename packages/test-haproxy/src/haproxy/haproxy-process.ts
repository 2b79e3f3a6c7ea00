import { readFile } from "node:fs/promises";
import { constants } from "node:os";
import { ChildProgram } from "../child-program.js";
import { until } from "../until.js";
import { runtimeLine } from "./runtime-line.js";

const LIMIT_MS = 10_000;

/** The HAProxy named by `HAPROXY_BIN`, or the one on PATH. */
export function haproxyBinary(): string {
  return process.env["HAPROXY_BIN"] ?? "haproxy";
}

interface HaproxyFiles {
  readonly configFile: string;
  readonly runtimeSocket: string;
  readonly masterSocket: string;
}

/** One HAProxy in master-worker mode. */
export class HaproxyProcess {
  readonly #program: ChildProgram;

  private constructor(program: ChildProgram) {
    this.#program = program;
  }

  /** Resolves once a worker responds. @throws with HAProxy's own words; nothing is left running */
  static async start(
    binary: string,
    { configFile, runtimeSocket, masterSocket }: HaproxyFiles,
  ): Promise<HaproxyProcess> {
    const program = await ChildProgram.start(binary, ["-W", "-S", masterSocket, "-db", "-f", configFile], {
      howToInstall: "apt-get install haproxy, or set HAPROXY_BIN",
    });
    const haproxy = new HaproxyProcess(program);
    try {
      await program.until("a worker responds", async () => (await workerPid(runtimeSocket)) !== undefined);
      await program.until("the master listens to signals", () => catchesReload(haproxy.pid));
    } catch (error) {
      await haproxy.kill();
      throw error;
    }
    return haproxy;
  }

  /** Process id of the master. */
  get pid(): number {
    return this.#program.pid;
  }

  get output(): string {
    return this.#program.output;
  }

  /** Reloads by SIGUSR2, and resolves once a new worker responds. */
  async reload(runtimeSocket: string): Promise<void> {
    const before = await workerPid(runtimeSocket);
    process.kill(this.pid, "SIGUSR2");
    await this.#program.until("a new worker responds", async () => {
      const now = await workerPid(runtimeSocket);
      return now !== undefined && now !== before;
    });
    await this.#program.until("the master listens to signals again", () => catchesReload(this.pid));
  }

  /** SIGKILL for the master and every worker; resolves once all are gone. */
  async kill(): Promise<void> {
    const workers = await childrenOf(this.pid);
    await this.#program[Symbol.asyncDispose]();
    for (const worker of workers) {
      await until(`haproxy worker ${worker} is gone`, LIMIT_MS, async () => !(await isRunning(worker)));
    }
  }
}

async function workerPid(runtimeSocket: string): Promise<string | undefined> {
  const info = await runtimeLine(runtimeSocket, "show info").catch(() => "");
  return /^Pid: (\d+)$/m.exec(info)?.[1];
}

/** A master ignores SIGUSR2 for some milliseconds after its new worker responds: a reload then would be lost. */
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
 * A worker whose master is gone stays a zombie until init reaps it: it no longer runs, and holds no socket, once it has
 * one thread.
 */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return status !== "" && !(/^State:\s*Z/m.test(status) && /^Threads:\s*1$/m.test(status));
}
