import { expect, it } from "vitest";
import { percentile, type Result } from "../compare/measure.mjs";
import { othersShare, timesOf } from "../compare/processor-share.mjs";
import { renderChart, THEMES } from "../compare/results/chart.mjs";
import { withMeasured } from "../compare/results/document.mjs";
import { renderReasons, renderTables } from "../compare/results/table.mjs";

const result: Result = {
  name: "haproxy-mcp, an MCP call",
  domains: 1000,
  firstRightMs: [20, 9.5, 40],
  allAtOnceMs: 55,
  lostAtOnce: 0,
  atOnce: 10,
  failuresAtOnce: [],
  requests: 13_000,
  failures: [],
  sentLate: 0.009,
  repeated: 0,
  quietP99Ms: 2.04,
  p99Ms: 3.1,
  memoryMib: 80.2,
  highestMib: 90.6,
};
const lost: Result = {
  ...result,
  name: "nginx <1>",
  firstRightMs: [300, Number.POSITIVE_INFINITY, 200],
  allAtOnceMs: Number.POSITIVE_INFINITY,
  lostAtOnce: 2,
  failures: ["closed"],
  sentLate: 0.25,
  repeated: 12,
};

it("puts the figures of each number of domains into a table", () => {
  expect(renderTables([result, lost])).toMatchInlineSnapshot(`
    "A domain added to 1,000:

    | way | first right response: median (slowest) | 10 at once: all served after (failed requests) | failed requests | sent again | p99 of other domains, quiet → while adding | memory, before → highest |
    | --- | --- | --- | --- | --- | --- | --- |
    | haproxy-mcp, an MCP call | 20 ms (40 ms) | 55 ms (0) | 0 of 13,000 | 0 | 2.0 ms → 3.1 ms | 80 → 91 MiB |
    | nginx <1> | 300 ms (never in 1 of 3) | 2 of 10 lost (0) | 1 of 13,000 | 12 | 2.0 ms → 3.1 ms | 80 → 91 MiB |

    Requests that were sent more than 100 ms late, because the machine had no processor left for the visitors: nginx <1>: 25 %."
  `);
});

it("counts why requests failed", () => {
  const failures = ["closed", "d7.example.com got d7.example.com new", "d12.example.com got"];
  expect(renderReasons({ ...result, failures, failuresAtOnce: ["closed"] })).toBe(
    "  2 failed: closed\n  1 failed: d….example.com got d….example.com new\n  1 failed: d….example.com got\n",
  );
});

it("draws bars, ours in another colour, with a description for those who don't see them", () => {
  const chart = renderChart([result, lost], "2026-11-26", THEMES.light);

  expect(chart.match(/<rect class="ours"/g)).toHaveLength(2);
  expect(chart.match(/<rect x/g)).toHaveLength(2);
  expect(chart).toContain("nginx &lt;1>, 1000 domains: new domain served after 300 ms, p99 of");
});

it("breaks a bar that would leave nothing of the others", () => {
  const slow = { ...result, p99Ms: 10_000 };
  const chart = renderChart([result, { ...result, p99Ms: 12 }, slow], "2026-11-26", THEMES.light);

  expect(chart.match(/class="cut"/g)).toHaveLength(1);
  expect(chart).toContain('width="44.7"');
});

it("takes the p99 of the sorted times", () => {
  expect(
    percentile(
      Array.from({ length: 200 }, (_, i) => 200 - i),
      0.99,
    ),
  ).toBe(199);
  expect(percentile([], 0.99)).toBeNaN();
});

it("replaces only the figures of the document", () => {
  const document = withMeasured(
    "a\n<!-- measured by `pnpm compare --write` -->\nold\n<!-- end of what was measured -->\nz\n",
    "new",
  );

  expect(document).toMatch(
    /^a\n<!-- measured .*-->\n\n<picture>[\s\S]*<\/picture>\n\nnew\n\n<!-- end .*-->\nz\n$/,
  );
  expect(() => withMeasured("a", "new")).toThrow("lacks");
});

it("takes the processor time of others from the machine's and its own", () => {
  const stat = "cpu  100 10 50 800 20 5 5 10 3 0\ncpu0 1 1\n";
  const self = "7 (a (b) c) R 1 7 7 0 -1 4194304 90 0 0 0 40 20 30 10 20 0 1 0 5 6 7\n";
  const times = timesOf(stat, self);

  expect(times).toEqual({ busy: 160, stolen: 10, all: 1000, own: 100 });
  expect(othersShare({ busy: 0, stolen: 0, all: 0, own: 0 }, times)).toBe(0.07);
});
