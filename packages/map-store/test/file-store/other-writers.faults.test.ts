import { rm } from "node:fs/promises";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { describe, expect, it } from "vitest";
import { adding, keeping, removing } from "../../src/contract/harness.js";
import { diskError, faultyFileSystem, looseLocker } from "../faulty-file-system.js";
import { type TempStore, tempStore } from "../temp-store.js";
import { preparedStore } from "./prepared-store.js";

describe("a lost lock", () => {
  // Asked once more before the journal is made.
  const openHeld = (temp: TempStore, answers: number) => {
    let asked = -1;
    return temp.open({ locker: looseLocker(() => ++asked <= answers) });
  };

  it("before the first file: nothing happened", async () => {
    await using temp = await tempStore();
    await expect(openHeld(temp, 0).update(adding("a.example.com", 1))).rejects.toMatchObject({
      code: "LOCKED",
    });
    expect(await temp.files()).toEqual({});
  });

  it("between two files: no further write, and unknown", async () => {
    await using temp = await tempStore();
    await expect(openHeld(temp, 1).update(adding("a.example.com", 1))).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
    });
    expect(Object.keys(await temp.files())).toEqual(["servers.json"]);
  });

  it("while the change is confirmed: unknown", async () => {
    await using temp = await tempStore();
    const update = openHeld(temp, 2).update(adding("a.example.com", 1), { confirm: async () => {} });
    await expect(update).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(Object.keys(await temp.files())).toEqual(["domains.map", "servers.json"]);
  });
});

it("does not write over a file that was edited between reading and writing", async () => {
  const { temp, open, old } = await preparedStore();
  await using _temp = temp;
  const update = open().update((snapshot) => adding("new.example.com", 2)(snapshot));
  await update;
  const fileSystem = faultyFileSystem(async ({ operation, file }) => {
    if (operation === "create" && file.includes("domains.map")) await temp.write("domains.map", "# edited\n");
  });
  await expect(open(fileSystem).update(removing("old.example.com"))).rejects.toMatchObject({
    code: "LOCKED",
    message: expect.stringContaining(temp.mapFile),
  });
  expect(await temp.text("domains.map")).toBe("# edited\n");
  expect(Object.keys(await temp.files())).toEqual(Object.keys(old));
});

it("does not write over a file that was edited while the one before it was flushed", async () => {
  await using temp = await tempStore({ "domains.map": "" });
  const seen = new Set<string>();
  const underWay = new Set<Promise<unknown>>();
  const fileSystem = faultyFileSystem(async ({ operation, file }) => {
    if (operation === "rename" && file.includes("servers.json")) seen.add("replaced");
    if (operation === "read" && file === temp.mapFile && seen.has("replaced")) seen.add("compared");
    if (operation !== "sync" || !seen.has("replaced")) return;
    await expect.poll(() => seen.has("compared") && underWay.size === 0).toBe(true);
    await temp.write("domains.map", "# edited\n");
  }, underWay);

  await expect(temp.open({ fileSystem }).update(adding("a.example.com", 1))).rejects.toMatchObject({
    code: "LOCKED",
    message: expect.stringContaining(temp.mapFile),
  });
  expect(await temp.files()).toEqual({ "domains.map": "# edited\n" });
});

it("clears only what it knows to be its own", async () => {
  const id = "00000000-0000-4000-8000-000000000000";
  const others = {
    ".domains.map.swp": "",
    [`.other.${id}.new`]: "",
    [`domains.map.${id}.new`]: "",
    ".domains.map.bak.old": "",
  };
  await using temp = await tempStore({
    ...others,
    [`.domains.map.${id}.new`]: "",
    [`.servers.json.${id}.old`]: "",
  });
  await temp.open().update(keeping);
  expect(await temp.files()).toEqual(others);
});

it("stops reading files that change all the time", async () => {
  await using temp = await tempStore({ "domains.map": "" });
  let reading = 0;
  const fileSystem = {
    ...nodeFileSystem,
    read: async () => ({ content: Buffer.from(`# ${reading++}\n`), attributes: { mode: 0o644 } }),
  };
  await expect(temp.open({ fileSystem }).read()).rejects.toMatchObject({ code: "UNREADABLE" });
});

it("reports a file that cannot be read", async () => {
  await using temp = await tempStore();
  const fileSystem = faultyFileSystem(({ operation }) => {
    if (operation === "read") throw diskError("EACCES");
  });
  await expect(temp.open({ fileSystem }).read()).rejects.toMatchObject({
    code: "UNREADABLE",
    message: `cannot read ${temp.mapFile}: EACCES: injected`,
  });
  await rm(temp.folder, { recursive: true });
});
