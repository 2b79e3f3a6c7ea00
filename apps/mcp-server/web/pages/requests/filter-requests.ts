import type { RequestRow } from "../../../src/page/model.js";

/** First digits of statuses. */
export const CLASSES = ["2", "3", "4", "5"] as const;

export interface RequestFilter {
  /** `5`; empty: all. */
  readonly status: string;
  /** A part of the client's address; empty: all. */
  readonly client: string;
}

/** The requests that pass a filter. A line of another format passes only where nothing is filtered. */
export function filterRequests(
  rows: readonly RequestRow[],
  { status, client }: RequestFilter,
): readonly RequestRow[] {
  const wanted = client.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (status === "" || String(row.status ?? "").startsWith(status)) &&
      (wanted === "" || (row.client ?? "").toLowerCase().includes(wanted)),
  );
}

/** Requests a status class has, for the filter. */
export function countClasses(rows: readonly RequestRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of rows) {
    const first = String(status ?? "").charAt(0);
    counts[first] = (counts[first] ?? 0) + 1;
  }
  return counts;
}

/** How a status is shown: red only for what users lose. */
export function toneOf(status = 0): string {
  return status >= 500 ? "tone-bad" : status >= 400 ? "tone-warn" : "";
}

/** A name for each row, which it keeps as newer ones come before it. */
export function keysOf(rows: readonly RequestRow[]): readonly string[] {
  const counts = new Map<string, number>();
  const named = rows.toReversed().map(({ time, client, path, ms, text }) => {
    const name = [time, client, ms, path, text].join(" ");
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${name} ${count}`;
  });
  return named.toReversed();
}
