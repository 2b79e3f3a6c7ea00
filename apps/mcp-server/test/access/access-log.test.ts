import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createAccessLog, formatRefused } from "../../src/access/access-log.js";
import type { Refused } from "../../src/access/refusal-counts.js";
import { startTestHttpServer } from "../support/http-server.js";

const WRONG: Refused = { address: "203.0.113.9", status: 401, reason: "wrong bearer token" };
const TIME = new Date("2026-11-26T15:00:54.123Z");

async function arrange() {
  const { path, [Symbol.asyncDispose]: remove } = await temporaryFolder();
  const file = join(path, "access.log");
  const warnings: string[] = [];
  const silent = () => {};
  const warn = (message: string) => void warnings.push(message);
  const log = { debug: silent, info: silent, warn, error: silent };
  return {
    path,
    file,
    warnings,
    accessLog: createAccessLog(file, log as unknown as Parameters<typeof createAccessLog>[1]),
    lines: async () => (await readFile(file, "utf8")).trimEnd().split("\n"),
    [Symbol.asyncDispose]: remove,
  };
}

it.each([
  [WRONG, "203.0.113.9 - 401 17 wrong bearer token"],
  [{ ...WRONG, address: "::ffff:203.0.113.9" }, "203.0.113.9 - 401 17 wrong bearer token"],
  [{ ...WRONG, address: "2001:db8::9" }, "2001:db8::9 - 401 17 wrong bearer token"],
  [{ ...WRONG, address: "fe80::9%eth0" }, "fe80::9 - 401 17 wrong bearer token"],
  [{ ...WRONG, address: "198.51.100.7 - 401 1 x\n1" }, "- - 401 17 wrong bearer token"],
  [
    { ...WRONG, address: undefined, caller: "ci", status: "NOT_ALLOWED" },
    "- ci NOT_ALLOWED 17 wrong bearer token",
  ],
] as const)("writes %j as one line", (refused, line) => {
  expect(formatRefused(refused, 17, TIME)).toBe(`2026-11-26T15:00:54.123Z ${line}\n`);
});

it("is a file of its owner's alone, with every count once it has ended", async () => {
  await using arranged = await arrange();
  const { accessLog, file, lines } = arranged;
  await accessLog.begin();
  expect(await lines()).toEqual([""]);
  for (let i = 0; i < 3; i++) accessLog.refused(WRONG);
  await accessLog.end();

  expect((await lines()).map((line) => line.split(" ").slice(1).join(" "))).toEqual([
    "203.0.113.9 - 401 1 wrong bearer token",
    "203.0.113.9 - 401 2 wrong bearer token",
  ]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("loses no caller with a token in a flood of those without", async () => {
  await using arranged = await arrange();
  const { accessLog, lines } = arranged;
  for (let i = 0; i < 1_000; i++)
    accessLog.refused({ ...WRONG, address: `198.51.100.${i % 256}`, reason: `${i}` });
  accessLog.refused({ ...WRONG, caller: "ci", status: "NOT_ALLOWED" });
  await accessLog.end();

  expect(await lines()).toContainEqual(expect.stringContaining(" 203.0.113.9 ci NOT_ALLOWED 1 "));
});

it("records what the HTTP server refuses with 401 or 403, and nothing else", async () => {
  await using server = await startTestHttpServer();
  const from = { "x-forwarded-for": "203.0.113.9" };
  for (const headers of [
    from,
    { ...from, authorization: "Bearer s3cret-and-wrong" },
    { ...from, origin: "https://evil.example" },
    { ...from, "x-forwarded-for": "evil" },
  ])
    await server.post({}, headers);
  await server.begin();
  await fetch(new URL("/other?token=s3cret-and-wrong", server.url));

  expect(
    server.refused.map(({ address, status, reason }) => [address, status, reason.split(":")[0]]),
  ).toEqual([
    ["203.0.113.9", 401, "a bearer token is needed"],
    ["203.0.113.9", 401, "wrong bearer token"],
    ["203.0.113.9", 403, expect.stringContaining("Origin")],
    ["evil", 401, "a bearer token is needed"],
  ]);
  expect(JSON.stringify(server.refused)).not.toContain("s3cret");
});

it("reports once that it can't be written", async () => {
  await using arranged = await arrange();
  const { accessLog, path, warnings } = arranged;
  await arranged[Symbol.asyncDispose]();
  for (const reason of ["one", "two"]) accessLog.refused({ ...WRONG, reason });
  await accessLog.end();

  expect(warnings).toEqual([expect.stringContaining(`cannot write ${path}/access.log: `)]);
});
