import { messageOf, readFile } from "@haproxy-mcp/durable-files";
import { ConfigError } from "../settings/config.js";

/** The name of the token in `mcp-token.env`, which may do everything. */
export const DEFAULT_TOKEN = "default";
const LEAST_TOKEN_CHARACTERS = 16;

const MAX_BYTES = 65_536;
/** A bearer token (RFC 6750 section 2.1). Shells, systemd, HAProxy and we read the line alike: nothing in it has to be quoted. */
const LINE = /^MCP_TOKEN=([\w.~+/-]+=*)$/;

/**
 * The token in a file with the line `MCP_TOKEN=…`; `undefined` if the file is missing.
 *
 * @throws ConfigError if the file has no token, although an operator meant to set one; has a line that can be read in two ways; or a
 *   token that can be guessed
 */
export async function readDefaultToken(file: string): Promise<string | undefined> {
  const found = await readFile(file, { maxBytes: MAX_BYTES }).catch((error) => {
    throw new ConfigError([`MCP_TOKEN_FILE cannot be read: ${messageOf(error)}`]);
  });
  if (found === undefined) return undefined;
  const lines = found.content
    .toString()
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => /\bMCP_TOKEN\b/.test(line) && !line.trimStart().startsWith("#"));
  const [first, second] = lines;
  if (first === undefined) throw new ConfigError([`MCP_TOKEN_FILE ${file} has no line MCP_TOKEN=…`]);
  if (second !== undefined)
    throw new ConfigError([
      `MCP_TOKEN_FILE ${file} has two tokens, in lines ${first.number} and ${second.number}; delete one`,
    ]);
  const token = LINE.exec(first.line)?.[1];
  if (token === undefined)
    throw new ConfigError([
      `MCP_TOKEN_FILE ${file}, line ${first.number}, can be read in two ways; write MCP_TOKEN=… without quotes, spaces or a comment, and the token of letters, digits and any of -._~+/`,
    ]);
  if (token.length < LEAST_TOKEN_CHARACTERS)
    throw new ConfigError([
      `MCP_TOKEN_FILE ${file}: the token has ${token.length} of at least ${LEAST_TOKEN_CHARACTERS} characters and can be guessed; haproxy-mcp token new makes a better one`,
    ]);
  return token;
}
