import { createHash, timingSafeEqual } from "node:crypto";
import { parseEnv } from "node:util";
import { messageOf, nodeFileSystem, readFile } from "@haproxy-mcp/durable-files";
import type { Caller } from "../access/caller.js";
import type { Log } from "../program/log.js";
import { ConfigError } from "../settings/config.js";

const MAX_BYTES = 65_536;

/** Who has a bearer token; `undefined` for a wrong one. Takes the same time for every token. */
export type FindToken = (token: string) => Pick<Caller, "name" | "role"> | undefined;

/** The token of `mcp-token.env`, which may do everything. */
export function defaultToken(expected: string): FindToken {
  const wanted = digest(expected);
  return (token) => (timingSafeEqual(digest(token), wanted) ? { name: "default", role: "admin" } : undefined);
}

/**
 * The token in a file with the line `MCP_TOKEN=…`; `undefined` if the file is missing.
 *
 * @throws ConfigError if the file has no token: an operator meant to set one
 */
export async function readToken(file: string): Promise<string | undefined> {
  const found = await readFile(file, { maxBytes: MAX_BYTES }).catch((error) => {
    throw new ConfigError([`MCP_TOKEN_FILE cannot be read: ${messageOf(error)}`]);
  });
  if (found === undefined) return undefined;
  const token = parseEnv(found.content.toString())["MCP_TOKEN"];
  if (typeof token === "string" && token !== "") return token;
  throw new ConfigError([`MCP_TOKEN_FILE ${file} has no line MCP_TOKEN=…`]);
}

/**
 * Follows the token in a file that may change at any time. Returns what finds it; `undefined` if the file is
 * missing or has no token.
 */
export function createTokenFile(file: string, log: Log): () => Promise<FindToken | undefined> {
  let version = "";
  let find: FindToken | undefined;
  return async () => {
    const stamp = await nodeFileSystem.stamp(file).catch(() => undefined);
    const found = stamp?.text ?? "none";
    if (found === version) return find;
    try {
      const token = await readToken(file);
      find = token === undefined ? undefined : defaultToken(token);
    } catch (error) {
      find = undefined;
      log.error(`clients outside the trusted networks are refused: ${messageOf(error)}`);
    }
    version = found;
    return find;
  };
}

/** timingSafeEqual needs equal lengths, which digests have. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
