import { describe, expect, it } from "vitest";
import {
  addBackend,
  delBackend,
  publishBackend,
  showBackends,
  unpublishBackend,
  waitBackendRemovable,
} from "../../src/index.js";
import { expectUnsafe, expectWrites } from "../expect-commands.js";
import { parse } from "../reply-of.js";

describe("commands that change a backend", () => {
  expectWrites([
    [addBackend({ name: "n", from: "d" }), "add backend n from d", "[6]: New backend registered."],
    [
      addBackend({ name: "n", from: "d", mode: "tcp", guid: "g 1" }),
      "add backend n from d mode tcp guid g\\ 1",
      "[6]: New backend registered.",
    ],
    [publishBackend("n"), "publish backend n", "[6]: Backend published."],
    [unpublishBackend("n"), "unpublish backend n", "[6]: Backend unpublished."],
    [
      delBackend("n"),
      "del backend n",
      "[6]: Backend deleted.",
      "[6]: Server b/s is going DOWN\nBackend deleted.",
    ],
  ]);
  expectUnsafe([
    ["a slash in a name", () => publishBackend("a/b")],
    ["an unknown mode", () => addBackend({ name: "n", from: "d", mode: "health" as "tcp" })],
    ["no name", () => delBackend("")],
  ]);
});

it("reads names, and waits", () => {
  expect(showBackends()).toMatchObject({ line: "show backend", kind: "read" });
  expect(parse(showBackends(), "# name\np\nst\n")).toEqual(["p", "st"]);
  expect(waitBackendRemovable("n", 20)).toMatchObject({ line: "wait 20ms be-removable n", waitMs: 20 });
  expect(parse(waitBackendRemovable("n", 20), "Done.", 6)).toBeUndefined();
});
