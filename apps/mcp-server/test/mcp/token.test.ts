import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createTokenFile, readToken } from "../../src/mcp/token.js";
import { createLog } from "../../src/program/log.js";

it.each([
  ["MCP_TOKEN=abc\n", "abc"],
  ["# mine\nOTHER=1\nMCP_TOKEN='a b#c'\n", "a b#c"],
])("reads %j", async (text, token) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token.env");
  await writeFile(file, text);

  expect(await readToken(file)).toBe(token);
});

it("returns no token if the file is missing", async () => {
  expect(await readToken("/nonexistent/token.env")).toBeUndefined();
});

it.each(["", "MCP_TOKEN=\n", "TOKEN=abc\n"])(
  "refuses a file with %j: an operator meant to set a token",
  async (text) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "token.env");
    await writeFile(file, text);

    await expect(readToken(file)).rejects.toMatchObject({ problems: [expect.stringContaining("MCP_TOKEN")] });
  },
);

it("reads the token again when the file changes, and drops it when the file is removed or broken", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token.env");
  const current = createTokenFile(file, createLog("ERROR"));
  const roleOf = async (token: string) => (await current())?.(token)?.role;

  expect(await roleOf("one")).toBeUndefined();
  await writeFile(file, "MCP_TOKEN=one\n");
  expect([await roleOf("one"), await roleOf("two")]).toEqual(["admin", undefined]);
  await writeFile(`${file}.new`, "MCP_TOKEN=two\n");
  await rename(`${file}.new`, file);
  expect([await roleOf("one"), await roleOf("two")]).toEqual([undefined, "admin"]);
  await writeFile(file, "nothing here\n");
  expect(await roleOf("two")).toBeUndefined();
  await rm(file);
  expect(await roleOf("two")).toBeUndefined();
});
