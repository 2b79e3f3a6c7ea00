import { describe, expect, it } from "vitest";
import { parse, portSchema, SLOT_LIMIT, serverStateSchema, slotSchema, weightSchema } from "../src/index.js";

describe.each([
  ["port", portSchema, 1, 65_535],
  ["slot", slotSchema, 1, SLOT_LIMIT],
  ["weight", weightSchema, 0, 256],
] as const)("%s", (field, schema, least, most) => {
  it.each([least, most])("can be %d", (value) => {
    expect(parse(schema, value, field)).toBe(value);
  });

  it.each([least - 1, most + 1, -1, 99_999_999])("cannot be %d: out of range", (value) => {
    expect(() => parse(schema, value, field)).toThrow(
      expect.objectContaining({ code: "OUT_OF_RANGE", field }),
    );
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", null, undefined, true, 1n])(
    "cannot be %s",
    (value) => {
      expect(() => parse(schema, value, field)).toThrow(
        expect.objectContaining({ code: "INVALID_INPUT", field }),
      );
    },
  );
});

it.each(["ready", "drain", "maint"])("a state can be %s", (state) => {
  expect(parse(serverStateSchema, state)).toBe(state);
});

it.each(["READY", "", "up", 1])("a state cannot be %j", (state) => {
  expect(() => parse(serverStateSchema, state, "state")).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", field: "state" }),
  );
});
