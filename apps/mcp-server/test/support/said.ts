import { vi } from "vitest";
import { runCommandLine } from "../../src/commands/command-line.js";
import type { Call } from "../../src/commands/verb.js";
import { loadVerbs } from "../../src/commands/verb-list.js";
import type { Ended } from "./run.js";

// to load them takes up to 10 s on a busy machine, which no test's limit is for
await loadVerbs();

/** Runs a command in this process, whose output is no terminal. Of several, one after the other. */
export async function said(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  signal: Call["signal"] = new AbortController().signal,
): Promise<Ended> {
  const output = { stdout: "", stderr: "" };
  const keep = (stream: "stdout" | "stderr") =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      output[stream] += text;
      return true;
    });
  const spies = [keep("stdout"), keep("stderr")];
  try {
    return { code: await runCommandLine(args, { environment, signal }), ...output };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
