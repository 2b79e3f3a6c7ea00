/** @typedef {import("../measure.mjs").Result} Result */

const HEAD = [
  "way",
  "first right response: median (slowest)",
  "10 at once: all served after (failed requests)",
  "failed requests",
  "sent again",
  "p99 of other domains, quiet → while adding",
  "memory, before → highest",
];

/** Share of the requests. */
const MOST_LATE = 0.01;

/**
 * Markdown: a table for each number of domains.
 *
 * @param {readonly Result[]} results
 */
export function renderTables(results) {
  const sizes = [...new Set(results.map(({ domains }) => domains))];
  return sizes
    .map((size) => {
      const rows = results.filter(({ domains }) => domains === size).map(cellsOf);
      const lines = [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
      const late = lateOnes(results.filter(({ domains }) => domains === size));
      return [`A domain added to ${count(size)}:`, lines.join("\n"), ...late].join("\n\n");
    })
    .join("\n\n");
}

/**
 * Why requests failed, the most frequent first, a line each.
 *
 * @param {Result} result
 */
export function renderReasons({ failures, failuresAtOnce }) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const reason of [...failures, ...failuresAtOnce]) {
    const one = reason.replace(/\bd\d+\./g, "d….");
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([reason, times]) => `  ${count(times)} failed: ${reason}\n`)
    .join("");
}

/**
 * What the reader must know where the machine had no processor left for the visitors.
 *
 * @param {readonly Result[]} results
 */
function lateOnes(results) {
  const late = results
    .filter(({ sentLate }) => sentLate > MOST_LATE)
    .map(({ name, sentLate }) => `${name}: ${(sentLate * 100).toFixed(0)} %`);
  if (late.length === 0) return [];
  return [
    `Requests that were sent more than 100 ms late, because the machine had no processor left for the visitors: ${late.join("; ")}.`,
  ];
}

/** @param {Result} result */
function cellsOf(result) {
  const { name, firstRightMs, failures, requests, repeated, quietP99Ms, p99Ms, memoryMib, highestMib } =
    result;
  return [
    name,
    firstRight(firstRightMs),
    atOnce(result),
    `${count(failures.length)} of ${count(requests)}`,
    count(repeated),
    `${ms(quietP99Ms)} → ${ms(p99Ms)}`,
    `${memoryMib.toFixed(0)} → ${highestMib.toFixed(0)} MiB`,
  ];
}

/** @param {readonly number[]} times */
function firstRight(times) {
  const lost = times.filter((one) => one === Number.POSITIVE_INFINITY).length;
  const slowest = lost === 0 ? ms(Math.max(...times)) : `never in ${lost} of ${times.length}`;
  return `${ms(median(times))} (${slowest})`;
}

/** @param {Result} result */
function atOnce({ allAtOnceMs, lostAtOnce, atOnce, failuresAtOnce }) {
  const served = lostAtOnce === 0 ? ms(allAtOnceMs) : `${lostAtOnce} of ${atOnce} lost`;
  return `${served} (${count(failuresAtOnce.length)})`;
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const [lower = Number.NaN, upper = Number.NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return (lower + upper) / 2;
}

/** @param {number} value */
export function ms(value) {
  if (!Number.isFinite(value)) return "never";
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString("en-US");
}
