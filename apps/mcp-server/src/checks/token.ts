import { readFile } from "node:fs/promises";
import { messageOf } from "@haproxy-mcp/durable-files";
import { readToken } from "../mcp/token.js";
import { countOf } from "../program/count-of.js";
import { checkMode } from "./file-mode.js";
import { type Check, error, type Finding, warning } from "./finding.js";

const LEAST_TOKEN_CHARACTERS = 16;
const INIT = "run haproxy-mcp init --write to create one";

/**
 * The bearer token of clients outside the trusted networks.
 *
 * @param isRouted HAProxy routes such clients to this server
 */
export async function checkToken(file: string, isRouted: boolean): Promise<Check> {
  const again = `remove ${file}, then ${INIT}`;
  try {
    const token = await readToken(file);
    if (token === undefined)
      return {
        findings: [warning(`${file} is missing: clients outside the trusted networks are refused`, INIT)],
      };
    const findings: Finding[] = [...(await checkMode(file))];
    if (token.length < LEAST_TOKEN_CHARACTERS)
      findings.push(error(`the token has ${countOf(token.length, "character")} and can be guessed`, again));
    // HAProxy compares the raw line: quotes become part of the token
    const lines = (await readFile(file, "utf8")).split("\n").map((line) => line.trim());
    if (isRouted && !lines.includes(`MCP_TOKEN=${token}`))
      findings.push(
        error(`HAProxy can't find the token in ${file}`, "write the line MCP_TOKEN=… without quotes"),
      );
    return { findings, fact: "clients outside the trusted networks need it" };
  } catch (cause) {
    return { findings: [error(messageOf(cause), again)] };
  }
}
