import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { messageOf } from "@haproxy-mcp/durable-files";
import { UsageError } from "../program/usage-error.js";

const VARIABLE = "HAPROXY_MCP_PASSPHRASE";
/** Characters of a new one: whoever has the file can try as many as they like. */
const MIN_LENGTH = 12;

export interface PassphraseSource {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Its first line is the passphrase. */
  readonly file: string | undefined;
  /** Asked twice, and not too short. */
  readonly isNew: boolean;
  readonly signal: AbortSignal;
}

/**
 * From the file, the environment, or the terminal, which does not show it. Never an argument: other users see those.
 *
 * @throws UsageError for none, or a new one that is too short
 */
export async function readPassphrase(
  { environment, file, isNew, signal }: PassphraseSource,
  terminal: Pick<NodeJS.Process, "stdin" | "stderr"> = process,
): Promise<string> {
  const given = file === undefined ? environment[VARIABLE] : firstLine(file);
  const passphrase = given || (await asked(isNew, terminal, signal));
  if (isNew && [...passphrase].length < MIN_LENGTH)
    throw new UsageError(`the passphrase must have ${MIN_LENGTH} characters or more. Nothing was written.`);
  return passphrase;
}

function firstLine(file: string): string {
  try {
    const [line = ""] = readFileSync(file, "utf8").split(/\r?\n/);
    if (line !== "") return line;
  } catch (error) {
    throw new UsageError(`cannot read the passphrase: ${messageOf(error)}. Nothing was done.`);
  }
  throw new UsageError(`${file} has no passphrase in its first line. Nothing was done.`);
}

async function asked(
  isNew: boolean,
  { stdin, stderr }: Pick<NodeJS.Process, "stdin" | "stderr">,
  signal: AbortSignal,
): Promise<string> {
  if (!stdin.isTTY)
    throw new UsageError(
      `certificates need a passphrase, and there is no terminal to ask in. Nothing was done. Set ${VARIABLE}, or name a file with --passphrase-file.`,
    );
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = createInterface({ input: stdin, output: silent, terminal: true });
  const cancel = new AbortController();
  input.once("SIGINT", () => cancel.abort()).once("close", () => cancel.abort());
  const ask = async (question: string) => {
    stderr.write(question);
    const text = await input.question("", { signal: AbortSignal.any([signal, cancel.signal]) });
    stderr.write("\n");
    return text;
  };
  try {
    const first = await ask("Passphrase of the certificates: ");
    if (isNew && (await ask("Again: ")) !== first)
      throw new UsageError("the two passphrases differ. Nothing was written.");
    return first;
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    stderr.write("\n");
    throw new UsageError("no passphrase was given. Nothing was done.", { cause: error });
  } finally {
    input.close();
  }
}
