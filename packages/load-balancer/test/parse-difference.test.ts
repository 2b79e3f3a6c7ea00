import { ValidationError } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import type { StateDifference } from "../src/index.js";
import { parseDifference } from "../src/parse-difference.js";
import { domain, server, slot } from "./states.js";

const RECORD = server("192.0.2.1", 80, 0, "drain");
const DIFFERENCE: StateDifference = {
  names: [{ name: domain("*.a.test.com"), before: undefined, after: 7 }],
  servers: [{ pool: 7, slot: slot(1), before: undefined, after: RECORD }],
  kept: [{ pool: 3, names: [domain("b.test.com")] }],
};
const NAME = DIFFERENCE.names[0];
const SERVER = DIFFERENCE.servers[0];

it("takes a difference as it was recorded, also from JSON", () => {
  expect(parseDifference(DIFFERENCE)).toEqual(DIFFERENCE);
  expect(parseDifference(JSON.parse(JSON.stringify(DIFFERENCE)))).toEqual(DIFFERENCE);
});

it.each([
  ["names[0].name", { names: [{ ...NAME, name: "a b" }] }],
  ["names[0].before", { names: [{ ...NAME, before: null }] }],
  ["names[0].after", { names: [{ ...NAME, after: 1.5 }] }],
  ["names[0].after", { names: [{ ...NAME, after: "pool_1" }] }],
  ["servers[0].pool", { servers: [{ ...SERVER, pool: 0 }] }],
  ["servers[0].slot", { servers: [{ ...SERVER, slot: 0 }] }],
  ["servers[0].before", { servers: [{ ...SERVER, before: "192.0.2.1:80" }] }],
  ["servers[0].before", { servers: [{ ...SERVER, before: null }] }],
  ["servers[0].after.ip", { servers: [{ ...SERVER, after: { ...RECORD, ip: "::1\n" } }] }],
  ["servers[0].after.port", { servers: [{ ...SERVER, after: { ...RECORD, port: undefined } }] }],
  ["servers[0].after.weight", { servers: [{ ...SERVER, after: { ...RECORD, weight: 257 } }] }],
  ["servers[0].after.state", { servers: [{ ...SERVER, after: { ...RECORD, state: "up" } }] }],
  ["kept[0].pool", { kept: [{ pool: -1, names: [] }] }],
  ["kept[0].names[0]", { kept: [{ pool: 1, names: [""] }] }],
])("names %s as the value at fault", (field, edited) => {
  let thrown: unknown;
  try {
    parseDifference({ ...DIFFERENCE, ...(edited as object) });
  } catch (error) {
    thrown = error;
  }
  expect(ValidationError.isInstance(thrown) && thrown.field).toBe(field);
});
