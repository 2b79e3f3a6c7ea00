import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createAccessLog, refusedLine } from "../../src/access/access-log.js";
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
  [WRONG, "203.0.113.9"],
  [{ ...WRONG, address: "::ffff:203.0.113.9" }, "203.0.113.9"],
  [{ ...WRONG, address: "2001:db8::9" }, "2001:db8::9"],
  [{ ...WRONG, address: "fe80::9%eth0" }, "fe80::9"],
  [{ ...WRONG, address: '198.51.100.7","status":401' }, undefined],
  [{ ...WRONG, address: undefined }, undefined],
])("writes the address of %j, if it is one", (refused, address) => {
  const { time, reason, ...line } = refusedLine(refused, 17, TIME);

  expect(line).toEqual({ address, caller: undefined, status: 401, count: 17 });
  expect(time).toBe("2026-11-26T15:00:54.123Z");
});

it("is no file for others, and has every count once it has ended", async () => {
  await using arranged = await arrange();
  const { accessLog, file, lines } = arranged;
  await accessLog.begin();
  expect(await lines()).toEqual([""]);
  for (let i = 0; i < 3; i++) accessLog.refused(WRONG);
  await accessLog.end();

  expect((await lines()).map((line) => JSON.parse(line))).toMatchObject([
    { address: "203.0.113.9", status: 401, count: 1, reason: "wrong bearer token" },
    { address: "203.0.113.9", status: 401, count: 2, reason: "wrong bearer token" },
  ]);
  expect((await stat(file)).mode & 0o007).toBe(0);
});

it("loses no caller with a token in a flood of those without", async () => {
  await using arranged = await arrange();
  const { accessLog, lines } = arranged;
  for (let i = 0; i < 1_000; i++)
    accessLog.refused({ ...WRONG, address: `198.51.100.${i % 256}`, reason: `${i}` });
  accessLog.refused({ ...WRONG, caller: "ci", status: "NOT_ALLOWED" });
  await accessLog.end();

  expect(await lines()).toContainEqual(
    expect.stringContaining('"address":"203.0.113.9","caller":"ci","status":"NOT_ALLOWED","count":1,'),
  );
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
