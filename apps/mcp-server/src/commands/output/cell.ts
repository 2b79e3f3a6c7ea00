/** What a table shows in one place; `undefined` for nothing. */
export type Cell = string | number | boolean | readonly string[] | undefined;

export interface Column<Item> {
  /** In capitals; `--fields` takes it in small letters. */
  readonly title: string;
  /** Shown only with `--wide`, or if `--fields` names it. */
  readonly isWide?: boolean | undefined;
  /** Whether it is a state, which a terminal shows with a shape and a colour. */
  readonly isState?: boolean | undefined;
  cell(item: Item): Cell;
}

/** ECMA-48, Select Graphic Rendition. */
const COLOURS = { red: 31, green: 32, yellow: 33, gray: 90 } as const;

type Mark = readonly [shape: string, colour: keyof typeof COLOURS];

const GOOD: Mark = ["●", "green"];
const WAITING: Mark = ["◐", "yellow"];
const RESTING: Mark = ["○", "gray"];
const BAD: Mark = ["✖", "red"];

const MARKS: Readonly<Record<string, Mark>> = {
  up: GOOD,
  ready: GOOD,
  healthy: GOOD,
  ok: GOOD,
  done: GOOD,
  valid: GOOD,
  "no check": GOOD,
  checking: WAITING,
  drain: WAITING,
  degraded: WAITING,
  "in progress": WAITING,
  "rolled back": WAITING,
  maint: RESTING,
  "no check yet": RESTING,
  no_servers: RESTING,
  down: BAD,
  unhealthy: BAD,
  failed: BAD,
  unknown: BAD,
  missing: BAD,
  expired: BAD,
};

/** Of a state, or of a status of HTTP. */
function markOf(state: string): Mark | undefined {
  if (/^[1-5]\d\d$/.test(state)) return state < "400" ? GOOD : state < "500" ? WAITING : BAD;
  return MARKS[state.toLowerCase()];
}

export function textOf(cell: Cell): string {
  if (cell === undefined) return "-";
  if (typeof cell === "object") return cell.length === 0 ? "-" : cell.join(", ");
  return typeof cell === "boolean" ? (cell ? "yes" : "no") : String(cell);
}

/** Lines without what would move the cursor, as texts of other machines may. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, " ");
}

/** Without what would move the cursor. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

/** The shape before the word: what colour says, it says without colour. */
export function withShape(state: string): string {
  const [shape] = markOf(state) ?? [];
  return shape === undefined ? state : `${shape} ${state}`;
}

/** @param padded a state with its shape, cut and padded */
export function coloured(padded: string, state: string): string {
  const [, colour] = markOf(state) ?? [];
  return colour === undefined ? padded : `\u001b[${COLOURS[colour]}m${padded}\u001b[39m`;
}
