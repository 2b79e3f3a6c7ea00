import { describe, expect, it } from "vitest";
import type { DomainRow, RequestRow } from "../../../src/page/model.js";
import { problemOf } from "../../../web/actions/domain-form.js";
import { planLines } from "../../../web/actions/plan-lines.js";
import { findDomain, nearestNames } from "../../../web/pages/domain/find-domain.js";
import { countClasses, filterRequests, keysOf, toneOf } from "../../../web/pages/requests/filter-requests.js";

const NAMES = ["shop.example.com", "www.shop.example.com", "api.example.com", "*.example.org"];

describe("the name of the page", () => {
  it("leads to its pool, also as an alias", () => {
    const row = (pool: number, ...names: readonly string[]): DomainRow => ({
      pool,
      names,
      status: "healthy",
      servers: [],
    });
    const rows = [row(1, "a.example.com"), row(2, "b.example.com", "*.b.example.com")];

    expect(findDomain(rows, "*.b.example.com")?.pool).toBe(2);
    expect(findDomain(rows, "c.example.com")).toBeUndefined();
  });

  it.each([
    ["shp.example.com", "shop.example.com"],
    ["SHOP.example.co", "shop.example.com"],
    ["example.org", "*.example.org"],
  ])("that is not known, %s, is near %s", (name, nearest) => {
    expect(nearestNames(name, NAMES)[0]).toBe(nearest);
  });

  it("is near none when nothing is like it", () => {
    expect(nearestNames("zzz", NAMES)).toEqual([]);
    expect(nearestNames("x", [])).toEqual([]);
  });
});

describe("requests", () => {
  const rows: readonly RequestRow[] = [
    { time: "2026-11-27T01:00:02Z", status: 503, client: "203.0.113.7", path: "/b" },
    { time: "2026-11-27T01:00:01Z", status: 200, client: "2001:DB8::1", path: "/a" },
    { time: "2026-11-27T01:00:01Z", status: 200, client: "2001:DB8::1", path: "/a" },
    { text: "another format" },
  ];

  it("pass by status and by a part of the client", () => {
    expect(filterRequests(rows, { status: "", client: "" })).toHaveLength(4);
    expect(filterRequests(rows, { status: "5", client: "" })).toEqual([rows[0]]);
    expect(filterRequests(rows, { status: "", client: " db8::" })).toHaveLength(2);
    expect(filterRequests(rows, { status: "5", client: "db8" })).toEqual([]);
    expect(countClasses(rows)).toMatchObject({ 2: 2, 5: 1 });
  });

  it("keep their keys when a newer one comes before them, and share none", () => {
    const keys = keysOf(rows);
    const later = keysOf([{ ...rows[1] }, ...rows]);

    expect(new Set(later).size).toBe(5);
    expect(later.slice(1)).toEqual(keys);
  });

  it("are red only where users lose", () => {
    expect([200, 404, 503, undefined].map(toneOf)).toEqual(["", "tone-warn", "tone-bad", ""]);
  });
});

it("lists what a plan changes, then what it writes", () => {
  expect(planLines({ routes: ["r"], slots: ["s"], steps: ["t"], files: ["a", "b"], note: "n" })).toEqual([
    "r",
    "s",
    "t",
    "write a, b",
    "n",
  ]);
  expect(planLines({})).toEqual([]);
});

it("says a problem at its field without the name of the argument", () => {
  expect(problemOf({ code: "X", field: "servers[0].ip", message: "servers[0].ip: must be" })).toBe("must be");
  expect(problemOf({ code: "X", message: "no pool is free" })).toBe("no pool is free");
});
