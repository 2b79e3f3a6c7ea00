import { expect, it } from "vitest";
import { localCaller } from "../../src/access/caller.js";

it("a user of this machine has its name, or its number where it has none", () => {
  const found = localCaller("MCP", "read", () => ({ username: "ann" }));
  expect(found).toEqual({ name: "local:ann", role: "read", way: "MCP" });

  const unknown = localCaller("command line", "admin", () => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  });
  expect(unknown.name).toBe(`local:${process.getuid?.()}`);
});
