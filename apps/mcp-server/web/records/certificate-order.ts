import type { CertificateRow } from "../../src/page/model.js";
import { certificateFinder } from "../overview/certificate-of.js";
import { daysLeft } from "../parts/formats.js";

/** Who loses what first: an expired one is lost now, one that is not served as it is on disk will be. */
const RANKS: readonly ((row: CertificateRow) => boolean)[] = [
  ({ state }) => state === "expired",
  ({ state }) => state === "broken" || state === "unreadable" || state === "missing",
  ({ served }) => served === "no",
  ({ state }) => state === "failed",
  ({ conflicts = [] }) => conflicts.length > 0,
  endsSoon,
];

/** In days: one that nothing here renews needs a person. */
const SOON = 14;

function endsSoon({ state, days_left = Number.POSITIVE_INFINITY }: CertificateRow): boolean {
  return state === "due" || (state === "valid" && days_left < SOON);
}

/** How to show its state: one that ends soon is not as one that is valid for long. */
export function lookedAt(row: CertificateRow): string {
  return endsSoon(row) ? "due" : row.state;
}

const rankOf = (row: CertificateRow) => {
  const rank = RANKS.findIndex((isSo) => isSo(row));
  return rank < 0 ? RANKS.length : rank;
};

/** The worst first, then those with the fewest days left. */
export function worstFirst(rows: readonly CertificateRow[]): readonly CertificateRow[] {
  const days = ({ days_left = Number.POSITIVE_INFINITY }: CertificateRow) => days_left;
  return [...rows].sort(
    (a, b) => rankOf(a) - rankOf(b) || days(a) - days(b) || a.name.localeCompare(b.name, "en"),
  );
}

/** @param filter part of a name, of the issuer or of the state */
export function matches({ name, names, issuer = "", state }: CertificateRow, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  return [name, ...names, issuer, state].some((text) => text.toLowerCase().includes(wanted));
}

const STATES: readonly string[] = ["expired", "broken", "unreadable", "missing", "failed", "due", "valid"];

/** `1 expired · 2 due · 11 valid` */
export function countStates(rows: readonly CertificateRow[]): string {
  const countOf = (wanted: string) => rows.filter(({ state }) => state === wanted).length;
  return STATES.filter((state) => countOf(state) > 0)
    .map((state) => `${countOf(state)} ${state}`)
    .join(" · ");
}

/** Whether the file and what HAProxy serves are the same. */
export function servedInWords({ served, conflicts = [], file = "its file" }: CertificateRow): string {
  const others = conflicts.length === 0 ? "" : `${file} and ${conflicts.join(", ")} are for the same names`;
  const same = { yes: "yes", no: "no: clients get another certificate", unknown: "not known" }[served];
  return others === "" ? same : `${same}; ${others}`;
}

/** `64 d`, `expired 2 d ago`, `failed, 9 d` */
export function stateInWords({ state, days_left }: CertificateRow): string {
  if (days_left === undefined) return state;
  return state === "valid" || state === "expired" ? daysLeft(days_left) : `${state}, ${daysLeft(days_left)}`;
}

export function managerOf({ managed, driver }: CertificateRow): string {
  if (driver === undefined) return "by hand: nothing here renews it";
  return managed ? `haproxy-mcp (${driver})` : `${driver}, which does not renew it`;
}

/** Which of the names that HAProxy routes get which certificate, by its name. */
export function usersOf(
  rows: readonly CertificateRow[],
  routed: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const find = certificateFinder(rows);
  const users = new Map<string, string[]>();
  for (const domain of routed) {
    const { name } = find([domain]) ?? {};
    if (name !== undefined) users.set(name, [...(users.get(name) ?? []), domain]);
  }
  return users;
}

/** Names that no other certificate is for: without this one, they get one that browsers refuse. */
export function lostWithout(
  rows: readonly CertificateRow[],
  { name }: Pick<CertificateRow, "name">,
  users: readonly string[],
): readonly string[] {
  const rest = usersOf(
    rows.filter((row) => row.name !== name && row.state !== "expired"),
    users,
  );
  const covered = new Set([...rest.values()].flat());
  return users.filter((domain) => !covered.has(domain));
}
