import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";
import type { Readable } from "node:stream";
import { HostError } from "../errors.js";

/** Debian installs haproxy there, and they are not on every user's PATH. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin"];

/**
 * Starts a program with no shell and no input, in its own process group, so that what it starts can be ended with it.
 *
 * @throws HostError `PROGRAM_MISSING`
 */
export async function launch(
  program: string,
  args: readonly string[],
  howToInstall?: string,
): Promise<ChildProcessByStdio<null, Readable, Readable>> {
  const PATH = [process.env["PATH"] ?? "", ...SYSTEM_FOLDERS].join(delimiter);
  const child = spawn(program, [...args], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, PATH },
  });
  try {
    await once(child, "spawn");
  } catch (cause) {
    const how = howToInstall === undefined ? "" : `; ${howToInstall}`;
    throw new HostError("PROGRAM_MISSING", `${program} cannot be run${how}`, { cause });
  }
  return child;
}
