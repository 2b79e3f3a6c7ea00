import type { DomainRow, HaproxyPart } from "../../src/page/model.js";
import { nameOf } from "../overview/problems.js";
import { lookOf } from "../parts/states.js";

export interface Seen {
  readonly haproxy: HaproxyPart | undefined;
  readonly domains: ReadonlyMap<number, DomainRow>;
}

/** What a screen reader says of the difference: states alone, at most three domains by name. */
export function whatChanged(before: Seen, after: Seen): string {
  if (before.haproxy === undefined || after.haproxy === undefined) return "";
  if (before.haproxy.isUp !== after.haproxy.isUp) {
    return after.haproxy.isUp ? "HAProxy responds again" : "HAProxy does not respond";
  }
  const changed = [...after.domains.values()].filter(({ pool, status }) => {
    const was = before.domains.get(pool)?.status;
    return was !== undefined && was !== status;
  });
  const named = changed.slice(0, 3).map((row) => `${nameOf(row)}: ${lookOf(row.status)[2]}`);
  const more = changed.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}
