/** A point of a line: where it is missing, `value` is `null`. */
export interface Point {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number | null;
}

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** The value at the top; more than 0. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Two minutes: what was not seen is empty, not stretched. */
const LEAST_MS = 119_000;

export function scaleOf(points: readonly Point[], width: number, height: number, least = 1): Scale {
  const top = Math.max(least, ...points.map(({ value }) => value ?? 0));
  const to = points.at(-1)?.at ?? 0;
  return { from: Math.min(points[0]?.at ?? 0, to - LEAST_MS), to, top, width, height };
}

export function xOf(at: number, { from, to, width }: Scale): number {
  return round(((at - from) / Math.max(1, to - from)) * width);
}

function yOf(value: number, { top, height }: Scale): number {
  return round(height - 1 - (value / top) * (height - 2));
}

/** The `d` of a path: a new piece after each gap; a single point is a dot. */
export function pathOf(points: readonly Point[], scale: Scale): string {
  let isDrawing = false;
  let d = "";
  for (const { at, value } of points) {
    if (value !== null) {
      d += `${isDrawing ? "L" : "M"}${xOf(at, scale)} ${yOf(value, scale)}`;
      if (!isDrawing) d += "h.01";
    }
    isDrawing = value !== null;
  }
  return d;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
