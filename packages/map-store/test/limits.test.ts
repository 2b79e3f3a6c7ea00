import { execFileSync } from "node:child_process";
import { truncate } from "node:fs/promises";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { afterEach, expect, it, vi } from "vitest";
import { adding } from "../src/contract/harness.js";
import { faultyFileSystem } from "./faulty-file-system.js";
import { tempStore } from "./temp-store.js";

const MIB = 1_048_576;

afterEach(() => {
  vi.useRealTimers();
});

it.each(["domains.map", "servers.json"])(
  "refuses a pipe in the place of %s, and does not wait",
  async (name) => {
    await using temp = await tempStore();
    execFileSync("mkfifo", [temp.path(name)]);
    const expected = {
      name: "StoreError",
      code: "UNREADABLE",
      message: `cannot read ${temp.path(name)}: it is a pipe, not a regular file`,
    };
    await expect(temp.open().read()).rejects.toMatchObject(expected);
    await expect(temp.open().update(adding("a.example.com", 1))).rejects.toMatchObject(expected);
  },
);

it.each([
  ["domains.map", 128 * MIB],
  ["servers.json", 64 * MIB],
])("refuses %s of more than %d bytes", async (name, limit) => {
  await using temp = await tempStore({ [name]: "" });
  await truncate(temp.path(name), limit + 1);
  await expect(temp.open().read()).rejects.toMatchObject({
    code: "UNREADABLE",
    message: `cannot read ${temp.path(name)}: it has ${limit + 1} bytes, more than the limit of ${limit}`,
  });
});

it("reports a disk that does not respond after 10 s, and reads again once it does", async () => {
  await using temp = await tempStore({ "domains.map": "a.example.com pool_1\n" });
  let respond = () => {};
  const hung = new Promise<void>((resolve) => {
    respond = resolve;
  });
  const store = temp.open({
    fileSystem: { ...nodeFileSystem, read: (...args) => hung.then(() => nodeFileSystem.read(...args)) },
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const reading = expect(store.read()).rejects.toMatchObject({
    code: "UNREADABLE",
    message: `cannot read ${temp.mapFile}: the disk has not responded for 10 s`,
  });
  await vi.advanceTimersByTimeAsync(10_000);
  await reading;
  vi.useRealTimers();
  respond();
  await expect.poll(() => store.read().catch(() => undefined)).toMatchObject({ problems: [] });
});

it("does not write over a file that has become larger between reading and writing", async () => {
  await using temp = await tempStore({ "domains.map": "" });
  const fileSystem = faultyFileSystem(async ({ operation, file }) => {
    if (operation === "create" && file.includes("domains.map")) await temp.write("domains.map", "# edited\n");
  });
  await expect(temp.open({ fileSystem }).update(adding("a.example.com", 1))).rejects.toMatchObject({
    code: "LOCKED",
    message: `${temp.mapFile} was changed by another process at the same time`,
  });
  expect(await temp.text("domains.map")).toBe("# edited\n");
});
