import type { Pair } from "./measure.js";

export interface Row extends Pair {
  readonly work: string;
  /** Limit: how many times the floor ours may take. */
  readonly atMost: number;
  /** One connection for each command; absent if the work is one command. */
  readonly oneByOneMs?: number;
}

const ratioOf = ({ oursMs, floorMs }: Pair): number => oursMs / floorMs;

export const holds = (row: Row): boolean => ratioOf(row) <= row.atMost;

/** Markdown, ready for docs/performance.md. */
export function renderTable(rows: readonly Row[]): string {
  const withOneByOne = rows.some(({ oneByOneMs }) => oneByOneMs !== undefined);
  const head = [
    "work",
    "floor",
    "ours",
    "ratio",
    "at most",
    ...(withOneByOne ? ["one connection per command"] : []),
  ];
  const cells = rows.map((row) => [
    row.work,
    ms(row.floorMs),
    ms(row.oursMs),
    `${ratioOf(row).toFixed(2)}${holds(row) ? "" : " (too slow)"}`,
    String(Number(row.atMost.toFixed(2))),
    ...(withOneByOne ? [oneByOneCell(row)] : []),
  ]);
  return [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function oneByOneCell({ oneByOneMs, oursMs }: Row): string {
  return oneByOneMs === undefined ? "–" : `${ms(oneByOneMs)} (${(oneByOneMs / oursMs).toFixed(0)} × ours)`;
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}
