import { expect, it } from "vitest";
import { createLineSplitter } from "../../src/wire/line-splitter.js";

it("splits lines, wherever chunks end, and leaves out an incomplete one", () => {
  const bytes = Buffer.from("\none ☃\ntwo\n\nthree\nfou");
  for (let size = 1; size <= bytes.length; size++) {
    const lines: string[] = [];
    const split = createLineSplitter((text) => lines.push(text));
    for (let at = 0; at < bytes.length; at += size) split(bytes.subarray(at, at + size));
    expect(lines).toEqual(["", "one ☃", "two", "", "three"]);
  }
});
