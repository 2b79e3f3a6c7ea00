import { poolName } from "@haproxy-mcp/pool-allocator";
import { expect, it } from "vitest";
import { selectorOf } from "../../src/monitoring/server-selector.js";
import { domain, server } from "../states.js";

const { ip } = server("2001:db8::1");
const pool = poolName(1);

it.each<[pattern: string, name: string, isSelected: boolean]>([
  ["a.example.test", "a.example.test", true],
  ["a.example.test", "b.a.example.test", false],
  ["A.Example.test", "a.example.test", true],
  ["*.example.test", "a.b.example.test", true],
  ["*.example.test", "example.test", false],
  ["*.example.test", "*.example.test", true],
  ["a*", "a.example.test", true],
  ["a.ex*xample.test", "a.example.test", false],
  ["*exa*test*", "a.example.test", true],
  ["*test*exa*", "a.example.test", false],
  ["a?example.test", "a.example.test", false],
  ["*", "a.example.test", true],
])("%s and %s: %s", (pattern, name, isSelected) => {
  const select = selectorOf({ domain: pattern });

  expect(select({ ip, pool, domains: [domain(name)], status: "UP" })).toBe(isSelected);
});

it("matches a pattern of many * as quickly as another", () => {
  const name = domain(`${"a".repeat(60)}.${"a".repeat(60)}.example.test`);
  const select = selectorOf({ domain: `${"*a".repeat(100)}*b` });

  expect(select({ ip, pool, domains: [name], status: "UP" })).toBe(false);
});

it("takes an address in any spelling", () => {
  const select = selectorOf({ address: "2001:DB8:0::1" });

  expect(select({ ip, pool, domains: [], status: "UP" })).toBe(true);
});
