import fc from "fast-check";
import { expect, it } from "vitest";
import { pageOf } from "../src/page.js";

const key = (text: string) => text;

it("gives every item once, in order, whatever the page size", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 500 }), (items, limit) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = pageOf(items, key, { limit, cursor });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        expect(page.total).toBe(items.length);
        seen.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual([...items].sort((one, other) => (one < other ? -1 : 1)));
    }),
  );
});

it("continues where it was after items were added and removed", () => {
  const { nextCursor = "" } = pageOf(["a", "b", "d"], key, { limit: 2 });

  expect(pageOf(["c", "d", "e"], key, { cursor: nextCursor }).items).toEqual(["c", "d", "e"]);
});

it("has all items with no limit", () => {
  const items = Array.from({ length: 501 }, (_, index) => String(index));

  expect(pageOf(items, (item) => item, { limit: Number.POSITIVE_INFINITY })).toMatchObject({
    items: expect.objectContaining({ length: 501 }),
    nextCursor: undefined,
  });
});

it.each([0, 501, 1.5, Number.NaN])("refuses a limit of %d", (limit) => {
  expect(() => pageOf([], key, { limit })).toThrow(
    expect.objectContaining({ code: "OUT_OF_RANGE", field: "limit" }),
  );
});

it.each(["", "no cursor", "WzFd" /* [1] */])("refuses the cursor %j", (cursor) => {
  expect(() => pageOf([], key, { cursor })).toThrow(expect.objectContaining({ code: "INVALID_CURSOR" }));
});
