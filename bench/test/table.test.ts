import { expect, it } from "vitest";
import { compare, median } from "../src/measure.js";
import { holds, renderTable } from "../src/table.js";

const row = { work: "w", atMost: 1.2, floorMs: 10, oursMs: 11 };

it("shows whether a goal is met", () => {
  expect(holds(row)).toBe(true);
  expect(holds({ ...row, oursMs: 12.1 })).toBe(false);
});

it("prints times, ratio and goal", () => {
  const text = renderTable([row, { ...row, oursMs: 13, oneByOneMs: 1300 }]);

  expect(text).toContain("| w | 10 ms | 11 ms | 1.10 | 1.2 | – |");
  expect(text).toContain("| w | 10 ms | 13 ms | 1.30 (too slow) | 1.2 | 1300 ms (100 × ours) |");
});

it("leaves out the column that no row has", () => {
  expect(renderTable([row])).toContain("| w | 10 ms | 11 ms | 1.10 | 1.2 |");
  expect(renderTable([row])).not.toContain("one connection");
});

it("takes medians without the warm-up rounds", async () => {
  const ran: string[] = [];
  const run = (name: string) => async () => void ran.push(name);

  await compare(run("ours"), run("floor"), { rounds: 2, warmUp: 1, before: () => void ran.push("before") });

  expect(ran).toEqual(Array.from({ length: 3 }, () => ["before", "floor", "before", "ours"]).flat());
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
