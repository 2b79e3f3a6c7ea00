import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/**
 * Runs a script by Node with a job as JSON in the environment variable `JOB`: arguments are visible to every user.
 *
 * @returns its output; `undefined` when SIGKILL ended it
 * @throws Error when it failed by itself
 */
export async function runChild(script: string, job: unknown): Promise<string | undefined> {
  const child = spawn(process.execPath, [script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, JOB: JSON.stringify(job) },
  });
  try {
    const [printed, [code, signal]] = await Promise.all([
      text(child.stdout),
      once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
    ]);
    if (signal === "SIGKILL") return undefined;
    if (code !== 0) throw new Error(`${script} exited with ${signal ?? code}`);
    return printed;
  } finally {
    child.kill("SIGKILL");
  }
}
