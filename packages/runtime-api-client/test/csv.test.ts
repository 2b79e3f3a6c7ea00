import fc from "fast-check";
import { expect, it } from "vitest";
import { splitCsvLine } from "../src/csv.js";

it.each([
  ["a,b,,c,", ["a", "b", "", "c", ""]],
  ['a,"b,c",d', ["a", "b,c", "d"]],
  ['"say ""hi""",', ['say "hi"', ""]],
  ['"",x', ["", "x"]],
])("splits %j", (text, fields) => {
  expect(splitCsvLine(text)).toEqual(fields);
});

it("reads back any quoted text", () => {
  const field = fc.string().filter((text) => !text.includes("\n"));
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const text = fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(",");
      expect(splitCsvLine(text)).toEqual(fields);
    }),
  );
});
