import { expect, it } from "vitest";
import { FileError } from "../src/index.js";

it("knows itself, and the error of another copy of the package, from other errors", () => {
  const foreign = { [Symbol.for("@haproxy-mcp/durable-files.FileError")]: true };
  expect(
    [new FileError("LOCKED", ""), foreign, new Error(), undefined, "LOCKED"].map(FileError.isInstance),
  ).toEqual([true, true, false, false, false]);
});
