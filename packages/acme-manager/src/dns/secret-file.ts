import { stat } from "node:fs/promises";
import { messageOf } from "@haproxy-mcp/durable-files";
import { readText } from "../disk.js";
import { AcmeError } from "../errors.js";

/**
 * Reads a file that holds a secret.
 *
 * @param remedy to get one: `add the line …`
 * @throws AcmeError `NOT_CONFIGURED` if there is none, or other users may read it
 */
export async function readSecretFile(file: string, what: string, remedy: string): Promise<string> {
  const missing = (why: string, cause?: unknown) =>
    new AcmeError("NOT_CONFIGURED", `no ${what} is set: ${why}; ${remedy}`, { cause });
  const text = await readText(file).catch((cause) => {
    throw missing(messageOf(cause), cause);
  });
  if (text === undefined) throw missing(`${file} does not exist`);
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return text;
  throw new AcmeError("NOT_CONFIGURED", `other users can read ${file}; run "chmod 600 ${file}"`);
}
