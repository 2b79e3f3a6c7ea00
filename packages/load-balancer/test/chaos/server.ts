import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { POOLS } from "./paper.js";
import type { Reply } from "./reply.js";

const PROGRAM = fileURLToPath(new URL("child.mjs", import.meta.url));

/** A process of its own that makes changes and reconciles. */
export interface Server extends AsyncDisposable {
  call(method: string, input: unknown): Promise<Reply>;
  /** SIGKILL; calls in progress end with `KILLED`. */
  kill(): Promise<void>;
  /** The last lines that it printed about its reconciling, for a report. */
  log(): readonly string[];
}

type Paths = Pick<TestHaproxy, "mapFile" | "serversFile" | "stateFile" | "runtimeSocket">;

/** @param clockAheadMs how far its clock is ahead of the disk's */
export function startServer(paths: Paths, clockAheadMs: number): Server {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ["pipe", "pipe", "inherit"], // it ends with stdin, so also with this process
    env: { ...process.env, JOB: JSON.stringify({ paths, pools: POOLS, clockAheadMs }) },
  });
  const closed = once(child, "close");
  const waiting = new Map<number, (reply: Reply) => void>();
  const log: string[] = [];
  let calls = 0;
  let hasEnded = false;
  child.stdin.on("error", () => {}); // of a killed one
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, ...reply } = JSON.parse(line) as Reply & { readonly id?: number };
    if (id === undefined) log.push(line);
    else waiting.get(id)?.(reply);
    waiting.delete(id ?? 0);
  });
  void closed.then(() => {
    hasEnded = true;
    for (const end of waiting.values()) end({ code: "KILLED" });
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await closed;
  };
  return {
    call: (method, input) =>
      new Promise((resolve) => {
        if (hasEnded) return resolve({ code: "KILLED" });
        waiting.set(++calls, resolve);
        child.stdin.write(`${JSON.stringify({ id: calls, method, input })}\n`);
      }),
    kill,
    log: () => log.slice(-10),
    [Symbol.asyncDispose]: kill,
  };
}
