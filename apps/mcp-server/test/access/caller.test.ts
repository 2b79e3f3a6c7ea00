import { expect, it } from "vitest";
import { localCaller } from "../../src/access/caller.js";
import { startedBy, userName } from "../../src/access/started-by.js";

it("a user of this machine has its name, the one before sudo, or its number where it has none", () => {
  const ann = () => ({ username: "ann" });
  expect(localCaller("MCP", "read")).toEqual({ name: `local:${startedBy()}`, role: "read", way: "MCP" });
  expect(userName({}, 1_000, ann)).toBe("ann");
  expect(userName({ SUDO_USER: "bob" }, 0, ann)).toBe("bob");
  expect(userName({ SUDO_USER: "bob" }, 1_000, ann)).toBe("ann");
  const unknown = () => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  };
  expect(userName({ SUDO_USER: "" }, 1_000, unknown)).toBe("1000");
});
