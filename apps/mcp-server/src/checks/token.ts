import { readFile } from "node:fs/promises";
import { messageOf } from "@haproxy-mcp/durable-files";
import { readToken } from "../mcp/token.js";
import { checkMode } from "./file-mode.js";
import { type Check, error, type Finding, warning } from "./finding.js";

const LEAST_TOKEN_CHARACTERS = 16;
const INIT = "haproxy-mcp init makes one";

/**
 * The bearer token of callers from outside.
 *
 * @param isRouted HAProxy lets them through
 */
export async function checkToken(file: string, isRouted: boolean): Promise<Check> {
  const again = `remove ${file}; ${INIT}`;
  try {
    const token = await readToken(file);
    if (token === undefined)
      return { findings: [warning(`${file} is missing: callers from outside are refused`, INIT)] };
    const findings: Finding[] = [...(await checkMode(file))];
    if (token.length < LEAST_TOKEN_CHARACTERS)
      findings.push(error(`the token has ${token.length} characters and can be guessed`, again));
    // HAProxy compares the line as it is, and takes quotes for part of the token
    const lines = (await readFile(file, "utf8")).split("\n").map((line) => line.trim());
    if (isRouted && !lines.includes(`MCP_TOKEN=${token}`))
      findings.push(
        error(`HAProxy does not find the token in ${file}`, "write the line MCP_TOKEN=… with no quotes"),
      );
    return { findings, fact: "callers from outside need it" };
  } catch (cause) {
    return { findings: [error(messageOf(cause), again)] };
  }
}
