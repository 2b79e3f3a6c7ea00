import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { readDefaultToken } from "../../src/access/default-token.js";

const TOKEN = "0123456789abcdef";

/** Reads a file with this content. */
async function read(text: string): Promise<string | undefined> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token.env");
  await writeFile(file, text);
  return await readDefaultToken(file);
}

it.each([
  `MCP_TOKEN=${TOKEN}\n`,
  `MCP_TOKEN=${TOKEN}`,
  `# mine\r\nOTHER='1 2'\r\nMCP_TOKEN=${TOKEN}\r\n# MCP_TOKEN=old\r\n`,
])("reads %j", async (text) => {
  expect(await read(text)).toBe(TOKEN);
});

it("returns no token if the file is missing", async () => {
  expect(await readDefaultToken("/nonexistent/token.env")).toBeUndefined();
});

it.each([
  ["", "no line MCP_TOKEN"],
  ["TOKEN=abc\n", "no line MCP_TOKEN"],
  ["MCP_TOKEN=\n", "line 1, can be read in two ways"],
  [`\nMCP_TOKEN="${TOKEN}"\n`, "line 2, can be read in two ways"],
  [`MCP_TOKEN='${TOKEN}'\n`, "can be read in two ways"],
  [`export MCP_TOKEN=${TOKEN}\n`, "can be read in two ways"],
  [` MCP_TOKEN=${TOKEN}\n`, "can be read in two ways"],
  [`MCP_TOKEN = ${TOKEN}\n`, "can be read in two ways"],
  [`MCP_TOKEN=${TOKEN} \n`, "can be read in two ways"],
  [`MCP_TOKEN=${TOKEN} # mine\n`, "can be read in two ways"],
  [`MCP_TOKEN=${TOKEN}\\\nMCP\n`, "can be read in two ways"],
  [`MCP_TOKEN=$HOME${TOKEN}\n`, "can be read in two ways"],
  [`MCP_TOKEN=${TOKEN}\nMCP_TOKEN=${TOKEN}x\n`, "two tokens, in lines 1 and 2"],
  ["MCP_TOKEN=0123456789abcde\n", "15 of at least 16 characters"],
])("refuses %j: an operator meant to set a token", async (text, message) => {
  const reading = read(text);

  await expect(reading).rejects.toMatchObject({ problems: [expect.stringContaining(message)] });
  await expect(reading).rejects.not.toThrow(/0123456789/);
});
