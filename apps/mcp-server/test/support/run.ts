import { startProgram } from "./program.js";

export interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the program until it exits. */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  await using program = startProgram(args, environment);
  const code = await program.end();
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}
