import { createInterface } from "node:readline/promises";
import { UsageError } from "../program/usage-error.js";
import { wrapText } from "./output/wrap-text.js";

/**
 * Asks the user of a terminal.
 *
 * @throws UsageError without a terminal: `--yes` is needed there
 */
export async function confirmed(
  question: string,
  { stdin, stderr }: Pick<NodeJS.Process, "stdin" | "stderr">,
  signal: AbortSignal,
): Promise<boolean> {
  if (!stdin.isTTY)
    throw new UsageError(
      `${question} There is no terminal to ask in. Nothing was changed. Add --yes to do it, or --dry-run to see it.`,
    );
  const terminal = createInterface({ input: stdin, output: stderr });
  const cancel = new AbortController();
  // Ctrl-C, which a terminal in this mode does not send as a signal; and the end of the input
  terminal.once("SIGINT", () => cancel.abort()).once("close", () => cancel.abort());
  try {
    const response = await terminal.question(wrapText(`${question} [y/N] `, stderr.columns), {
      signal: AbortSignal.any([signal, cancel.signal]),
    });
    if (/^y(?:es)?$/i.test(response.trim())) return true;
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error; // the line is ended then
  } finally {
    terminal.close();
  }
  stderr.write("Nothing was changed.\n");
  return false;
}
