import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { ConfigError } from "../config.js";

/** Tells whether a bearer token is the right one, in a time that says nothing about it. */
export type TokenTest = (token: string) => boolean;

export function tokenTest(expected: string): TokenTest {
  const wanted = digest(expected);
  return (token) => timingSafeEqual(digest(token), wanted);
}

/**
 * The token of a file with the line `MCP_TOKEN=…`; `undefined` when there is no such file.
 *
 * @throws ConfigError when there is a file, and no token in it: an operator meant one
 */
export async function readToken(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ConfigError([`MCP_TOKEN_FILE cannot be read: ${(error as Error).message}`]);
  }
  const token = parseEnv(text)["MCP_TOKEN"];
  if (typeof token === "string" && token !== "") return token;
  throw new ConfigError([`MCP_TOKEN_FILE ${file} has no line MCP_TOKEN=…`]);
}

/** Digests have one length, which timingSafeEqual needs. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
