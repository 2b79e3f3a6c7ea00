import { expect, it } from "vitest";
import { StoreError } from "../src/index.js";

it("carries a code, a message and a cause", () => {
  const cause = new Error("disk");
  const error = new StoreError("UNWRITABLE", "cannot write x", { cause });
  expect(error).toMatchObject({ name: "StoreError", code: "UNWRITABLE", message: "cannot write x", cause });
});

it("knows itself, and the error of another copy of the package, from other errors", () => {
  const foreign = { [Symbol.for("@haproxy-mcp/map-store.StoreError")]: true };
  expect(
    [new StoreError("LOCKED", ""), foreign, new Error(), undefined, "LOCKED"].map(StoreError.isInstance),
  ).toEqual([true, true, false, false, false]);
});
