import { expect, it } from "vitest";
import { FileError } from "../src/index.js";

it("is recognised across copies of the package, and other errors are not", () => {
  const foreign = { [Symbol.for("@haproxy-mcp/durable-files.FileError")]: true };
  expect(
    [new FileError("LOCKED", ""), foreign, new Error(), undefined, "LOCKED"].map(FileError.isInstance),
  ).toEqual([true, true, false, false, false]);
});
