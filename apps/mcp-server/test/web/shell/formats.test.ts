import { describe, expect, it } from "vitest";
import {
  bytes,
  count,
  daysLeft,
  duration,
  percent,
  plural,
  rate,
  relative,
  span,
  utc,
} from "../../../web/parts/formats.js";
import { pathOf, scaleOf } from "../../../web/parts/line.js";
import { keepOrder, partInView, sortRows } from "../../../web/parts/order.js";
import { domainPath, placeOf } from "../../../web/paths.js";

describe("numbers", () => {
  it.each([
    [count(9_999), "9999"],
    [count(12_345), "12.3K"],
    [count(4_500_000), "4.5M"],
    [count(0), "0"],
    [count(undefined), "–"],
    [rate(0.14), "0.1"],
    [rate(99.94), "99.9"],
    [rate(644.8), "645"],
    [rate(null), "–"],
    [percent(12.44), "12.4 %"],
    [percent(0.04), "<0.1 %"],
    [percent(0), "0 %"],
    [percent(null), "–"],
    [duration(118.4), "118 ms"],
    [duration(1_240), "1.2 s"],
    [bytes(999), "999 B"],
    [bytes(39_400), "39.4 KB"],
    [plural(0, "server"), "no servers"],
    [plural(1, "server"), "1 server"],
    [plural(2, "entry", "entries"), "2 entries"],
    [daysLeft(35), "35 d"],
    [daysLeft(-2), "expired 2 d ago"],
    [span(41_900), "41 s"],
    [span(3 * 86_400_000), "3 d"],
    [span(-5), "0 s"],
  ])("%s", (shown, expected) => {
    expect(shown).toBe(expected);
  });
});

it("shows times in UTC, and the day where it is another", () => {
  const at = Date.parse("2026-11-21T02:58:11.400Z");
  expect(utc(at)).toBe("2026-11-21 02:58:11");
  expect(utc(at, at + 3_600_000)).toBe("02:58:11");
  expect(utc(at, at + 86_400_000)).toBe("2026-11-21 02:58:11");
  expect(relative(at, at + 121_000)).toBe("2 min ago");
  expect(relative(at + 3_600_000, at)).toBe("in 1 h");
  expect(relative(at, at)).toBe("now");
});

describe("line", () => {
  const seconds = (...values: readonly (number | null)[]) =>
    values.map((value, index) => ({ at: (119 - values.length + 1 + index) * 1_000, value }));

  it("begins a new piece after a gap, and what was not seen is empty", () => {
    const points = seconds(4, 8, null, 2);
    expect(pathOf(points, scaleOf(points, 119, 10))).toBe("M116 5h.01L117 1M119 7h.01");
  });

  it("is at the bottom where all is 0", () => {
    const points = seconds(0, 0);
    expect(pathOf(points, scaleOf(points, 119, 10))).toBe("M118 9h.01L119 9");
    expect(pathOf([], scaleOf([], 119, 10))).toBe("");
  });
});

describe("order", () => {
  const rows = ["b", "a", "c"];

  it("keeps the rows where they are, and puts new ones last", () => {
    expect(keepOrder(rows, ["c", "x", "b"], (row) => row)).toEqual(["c", "b", "a"]);
  });

  it("sorts numbers as numbers, and what is not known last either way", () => {
    const by = (value: number | undefined) => value;
    expect(sortRows([10, undefined, 9, 100], by, false)).toEqual([9, 10, 100, undefined]);
    expect(sortRows([10, undefined, 9, 100], by, true)).toEqual([100, 10, 9, undefined]);
    expect(sortRows(["pool_10", "pool_9"], (row) => row, false)).toEqual(["pool_9", "pool_10"]);
  });

  it("has the rows in view and some around them", () => {
    expect(partInView(1_000, 30, 400, 900)).toEqual({ from: 0, to: 29 });
    expect(partInView(1_000, 30, -3_000, 900)).toEqual({ from: 88, to: 142 });
    expect(partInView(1_000, 30, -99_000, 900)).toEqual({ from: 988, to: 1_000 });
  });
});

describe("paths", () => {
  it.each([
    ["/ui", { page: "overview" }],
    ["/ui/", { page: "overview" }],
    ["/ui/certificates", { page: "certificates" }],
    ["/ui/add/", { page: "add" }],
    ["/ui/d/shop.example.com", { page: "domain", domain: "shop.example.com" }],
    ["/ui/d/shop.example.com/requests", { page: "requests", domain: "shop.example.com" }],
    ["/ui/d/%2A.example.com", { page: "domain", domain: "*.example.com" }],
    ["/ui/d/%", { page: "domain", domain: "%" }],
    ["/ui/d/", { page: "missing" }],
    ["/ui/d/a/b", { page: "missing" }],
    ["/ui/d/a/requests/b", { page: "missing" }],
    ["/ui/overview", { page: "missing" }],
    ["/ui/help/me", { page: "missing" }],
  ])("%s", (path, place) => {
    expect(placeOf(path)).toEqual(place);
  });

  it("leads to any name", () => {
    for (const name of ["*.example.com", "<img src=x>", "a/b?c#d"]) {
      expect(placeOf(domainPath(name))).toEqual({ page: "domain", domain: name });
      expect(placeOf(domainPath(name, "requests"))).toEqual({ page: "requests", domain: name });
    }
  });
});
