import { parseDomainPattern } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import { mapKey, patternOfMapKey } from "../../src/index.js";

it.each([
  ["example.com", "example.com"],
  ["*.example.com", ".example.com"],
  ["*.xn--bcher-kva.example", ".xn--bcher-kva.example"],
])("writes %s as %s, and reads it back", (pattern, key) => {
  expect(mapKey(parseDomainPattern(pattern))).toBe(key);
  expect(patternOfMapKey(key)).toBe(pattern);
});

it.each([
  "Example.com",
  "example.com.",
  "bücher.example",
  "localhost",
  ".localhost",
  "*.example.com",
  "..example.com",
  ".",
  "",
  "#",
  "10.0.0.1",
])("finds no pattern for %j", (key) => {
  expect(patternOfMapKey(key)).toBeUndefined();
});
