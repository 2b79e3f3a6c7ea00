import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { readToken } from "../../src/mcp/token.js";

it.each([
  ["MCP_TOKEN=abc\n", "abc"],
  ["# mine\nOTHER=1\nMCP_TOKEN='a b#c'\n", "a b#c"],
])("reads %j", async (text, token) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token.env");
  await writeFile(file, text);

  expect(await readToken(file)).toBe(token);
});

it("has none where there is no file", async () => {
  expect(await readToken("/nonexistent/token.env")).toBeUndefined();
});

it.each(["", "MCP_TOKEN=\n", "TOKEN=abc\n"])(
  "refuses a file that holds %j: somebody meant a token",
  async (text) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "token.env");
    await writeFile(file, text);

    await expect(readToken(file)).rejects.toMatchObject({ problems: [expect.stringContaining("MCP_TOKEN")] });
  },
);
