import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { tokenFilesOf } from "../../src/access/token-files.js";
import { digestOf } from "../../src/access/token-records.js";
import { createTokens } from "../../src/access/tokens.js";

const DEFAULT = "a-token-made-by-hand";
const SHA256 = /^[0-9a-f]{64}$/;
const NEVER = "253402300799";

/** Tokens in a folder, with an HAProxy that does not run. */
async function arrange() {
  const folder = await temporaryFolder();
  const inFolder = (name: string) => join(folder.path, name);
  const files = tokenFilesOf({
    mcp: { tokenFile: inFolder("mcp-token.env") },
    haproxy: { mapFile: inFolder("domains.map") },
  });
  const logged: string[] = [];
  const note = (text: unknown) => logged.push(String(text));
  const clock = { nowMs: Date.parse("2026-11-26T12:00:00Z") };
  const create = () =>
    createTokens({
      ...files,
      runtime: createRuntimeApiClient({ address: { path: inFolder("none.sock") } }),
      log: { debug: note, info: note, warn: note, error: note },
      nowMs: () => clock.nowMs,
    });
  const mapLines = async () =>
    (await readFile(files.tokenMapFile, "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(" "));
  return { ...files, folder, create, tokens: create(), clock, logged, mapLines };
}

it("makes tokens that have a name, a role and an end, and stores only their digests", async () => {
  const { folder, tokens, create, clock, tokensFile, tokenMapFile, mapLines } = await arrange();
  await using _ = folder;

  const expires = "2026-11-26T12:00:10.000Z";
  const { token, served } = await tokens.add("claude", { role: "operate", expires });
  const { token: other } = await tokens.add("ci", { role: "read" });

  expect(token).toMatch(/^hmcp_[\w-]{43}$/);
  expect(other).not.toBe(token);
  expect(served).toMatchObject({ code: "CONNECT_FAILED" });
  for (const one of [tokens, create()]) {
    const find = await one.find();
    expect(find?.(digestOf(token))).toMatchObject({ name: "claude", role: "operate", hasExpired: false });
    expect(find?.(digestOf(other))).toMatchObject({ name: "ci", role: "read", hasExpired: false });
    expect(find?.(digestOf(`${token}x`))).toBeUndefined();
  }
  expect(await mapLines()).toEqual([
    [expect.stringMatching(SHA256), "1795694410"],
    [expect.stringMatching(SHA256), NEVER],
  ]);
  for (const file of [tokensFile, tokenMapFile]) {
    expect(await readFile(file, "utf8")).not.toContain(token);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  }
  expect((await readdir(folder.path)).sort()).toEqual(["mcp-tokens.json", "mcp-tokens.map"]);

  clock.nowMs += 10_000;
  expect((await tokens.find())?.(digestOf(token))).toMatchObject({ hasExpired: true });
});

it("refuses a revoked token at once, also in a process that has found it before", async () => {
  const { folder, tokens, create, mapLines } = await arrange();
  await using _ = folder;
  const { token } = await tokens.add("claude", { role: "operate" });
  const server = create();
  expect((await server.find())?.(digestOf(token))).toBeDefined();

  await tokens.remove("claude");

  expect((await server.find())?.(digestOf(token))).toBeUndefined();
  expect(await mapLines()).toEqual([]);
  await expect(tokens.remove("claude")).rejects.toThrow('there is no token "claude"');
});

it("follows mcp-token.env as the token default, beside the others", async () => {
  const { folder, tokens, tokenFile, mapLines, logged } = await arrange();
  await using _ = folder;
  const nameOf = async (token: string) => (await tokens.find())?.(digestOf(token))?.name;

  expect(await tokens.find()).toBeUndefined();
  await writeFile(tokenFile, `MCP_TOKEN=${DEFAULT}\n`);
  expect(await nameOf(DEFAULT)).toBe("default");
  await writeFile(`${tokenFile}.new`, `MCP_TOKEN=${DEFAULT}-2\n`);
  await rename(`${tokenFile}.new`, tokenFile);
  expect([await nameOf(DEFAULT), await nameOf(`${DEFAULT}-2`)]).toEqual([undefined, "default"]);
  await tokens.serve();
  expect(await mapLines()).toEqual([[expect.stringMatching(SHA256), NEVER]]);

  const { token } = await tokens.add("ci", { role: "read" });
  await writeFile(tokenFile, "nothing here\n");
  for (let i = 0; i < 3; i++)
    expect([await nameOf(`${DEFAULT}-2`), await nameOf(token)]).toEqual([undefined, "ci"]);
  expect(logged).toHaveLength(1);
  await tokens.serve();
  expect(await mapLines()).toHaveLength(1);
  await rm(tokenFile);
  expect([await nameOf(`${DEFAULT}-2`), await nameOf(token)]).toEqual([undefined, "ci"]);
});

it("refuses names that are taken or mean another caller", async () => {
  const { folder, tokens, tokensFile } = await arrange();
  await using _ = folder;
  await tokens.add("claude", { role: "operate" });
  const before = await readFile(tokensFile, "utf8");

  for (const name of ["claude", "", "default", "system", "local:root", "10.0.0.1", "::1", "a b", "-x", "a/b"])
    await expect(tokens.add(name, { role: "admin" }), name).rejects.toMatchObject({ name: "UserError" });

  expect(await readFile(tokensFile, "utf8")).toBe(before);
});

it("changes a token only once it is recorded that it will be, and records nothing that it refuses", async () => {
  const { folder, tokens, tokenFile } = await arrange();
  await using _ = folder;
  const found: (readonly string[])[] = [];
  const intend = async () => void found.push([...(await tokens.list()).keys()]);
  const unwritable = async () => Promise.reject(new Error("the disk is full"));

  await tokens.add("claude", { role: "read" }, { intend });
  await expect(tokens.add("ci", { role: "read" }, { intend: unwritable })).rejects.toThrow("disk is full");
  await expect(tokens.remove("claude", { intend: unwritable })).rejects.toThrow("disk is full");
  expect([...(await tokens.list()).keys()]).toEqual(["claude"]);
  await tokens.remove("claude", { intend });
  expect(found).toEqual([[], ["claude"]]);

  await tokens.add("ci", { role: "read" });
  for (const name of ["ci", "default", "a b"])
    await expect(tokens.add(name, { role: "read" }, { intend })).rejects.toMatchObject({ name: "UserError" });
  for (const [name, message] of [
    ["claude", 'there is no token "claude"'],
    ["default", `the token default is the one in ${tokenFile}; remove that file`],
  ] as const)
    await expect(tokens.remove(name, { intend })).rejects.toThrow(message);
  expect(found).toHaveLength(2);
});

it.each([
  ["no JSON", "{"],
  ["a role that there is not", '{"a":{"role":"root","sha256":"00","created":"2026-11-26T12:00:00Z"}}'],
  [
    "the name default",
    `{"default":{"role":"admin","sha256":"${"0".repeat(64)}","created":"2026-11-26T12:00:00Z"}}`,
  ],
])("never overwrites a file with %s, and refuses its tokens", async (_what, text) => {
  const { folder, tokens, tokensFile, logged } = await arrange();
  await using _ = folder;
  await writeFile(tokensFile, text);

  expect(await tokens.find()).toBeUndefined();
  expect(logged).toHaveLength(1);
  const changes = [() => tokens.list(), () => tokens.add("ci", { role: "read" }), () => tokens.serve()];
  for (const change of changes)
    await expect(change()).rejects.toMatchObject({
      code: "UNREADABLE",
      message: expect.stringMatching(/mcp-tokens\.json does not contain tokens: [^\n]{1,200}$/),
    });
  expect(await readFile(tokensFile, "utf8")).toBe(text);
});

it("keeps every token of changes that are made at once, and changes nothing where it can't write", async () => {
  const { folder, create, tokens, tokensFile, tokenMapFile } = await arrange();
  await using _ = folder;

  await Promise.all(["a", "b", "c"].map((name) => create().add(name, { role: "read" })));
  expect([...(await tokens.list()).keys()].sort()).toEqual(["a", "b", "c"]);

  const before = await readFile(tokensFile, "utf8");
  await rm(tokenMapFile);
  await mkdir(tokenMapFile);
  await expect(tokens.remove("a")).rejects.toMatchObject({ name: "FileError" });
  expect(await readFile(tokensFile, "utf8")).toBe(before);
});
