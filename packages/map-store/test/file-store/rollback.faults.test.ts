import { chmod, stat } from "node:fs/promises";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { describe, expect, it } from "vitest";
import { adding } from "../../src/contract/harness.js";
import { diskError, faultyFileSystem } from "../faulty-file-system.js";
import { tempStore } from "../temp-store.js";
import { preparedStore } from "./prepared-store.js";

describe("a confirmation that fails", () => {
  const refuse = { confirm: () => Promise.reject(new Error("HAProxy said no")) };

  it("puts every file back with its mode, where there are no hard links too", async () => {
    for (const hasLinks of [true, false]) {
      const { temp, open, old } = await preparedStore();
      await using _temp = temp;
      await chmod(temp.mapFile, 0o604);
      const fileSystem = faultyFileSystem(({ operation }) => {
        if (operation === "link" && !hasLinks) throw diskError("EPERM");
      });
      await expect(open(fileSystem).update(adding("new.example.com", 2), refuse)).rejects.toThrow(
        "HAProxy said no",
      );
      expect(await temp.files()).toEqual(old);
      expect((await stat(temp.mapFile)).mode & 0o777).toBe(0o604);
    }
  });

  it("needs no space on the disk to put them back", async () => {
    const { temp, open, old } = await preparedStore();
    await using _temp = temp;
    let isFull = false;
    const fileSystem = faultyFileSystem(({ operation }) => {
      if (operation === "create" && isFull) throw diskError("ENOSPC");
    });
    const update = open(fileSystem).update(adding("new.example.com", 2), {
      confirm: async () => {
        isFull = true;
        throw new Error("HAProxy said no");
      },
    });
    await expect(update).rejects.toThrow("HAProxy said no");
    expect(await temp.files()).toEqual(old);
  });

  it("puts them back in reverse order", async () => {
    const { temp, open } = await preparedStore();
    await using _temp = temp;
    const order: string[] = [];
    const fileSystem = {
      ...nodeFileSystem,
      rename: async (from: string, to: string) => {
        order.push(to.slice(temp.folder.length + 1));
        await nodeFileSystem.rename(from, to);
      },
    };
    await expect(open(fileSystem).update(adding("new.example.com", 2), refuse)).rejects.toThrow();
    expect(order).toEqual([
      "servers.json",
      "servers.state",
      "domains.map",
      "domains.map",
      "servers.state",
      "servers.json",
    ]);
  });

  it("removes what did not exist before", async () => {
    await using temp = await tempStore();
    await expect(temp.open().update(adding("new.example.com", 2), refuse)).rejects.toThrow("HAProxy said no");
    expect(await temp.files()).toEqual({});
  });

  it("is reported as unknown, with both causes, when the files cannot be put back", async () => {
    const { temp, open } = await preparedStore();
    await using _temp = temp;
    let isBroken = false;
    const fileSystem = faultyFileSystem(({ operation }) => {
      if (operation === "rename" && isBroken) throw diskError("EIO");
    });
    const said = new Error("HAProxy said no");
    const update = open(fileSystem).update(adding("new.example.com", 2), {
      confirm: async () => {
        isBroken = true;
        throw said;
      },
    });
    await expect(update).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: "HAProxy said no; and the files could not be rolled back: EIO: injected",
      cause: { errors: [said, { code: "EIO" }] },
    });
  });

  it("leaves what another process wrote in the meantime unchanged, and reports it", async () => {
    const { temp, open } = await preparedStore();
    await using _temp = temp;
    const update = open().update(adding("new.example.com", 2), {
      confirm: async () => {
        await temp.write("domains.map", "# edited\n");
        throw new Error("HAProxy said no");
      },
    });
    await expect(update).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining("changed by another process"),
    });
    expect(await temp.text("domains.map")).toBe("# edited\n");
  });
});
