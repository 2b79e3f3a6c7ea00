import { isAtLeast, type Role } from "../../src/access/role.js";
import type { ChangeRow } from "../../src/page/model.js";
import { formatEndpoint } from "../actions/endpoint.js";

/** How a change came in, with the word for each: an edit of a file by hand came from outside. */
export const WAYS = ["agent", "page", "command line", "system", "outside"] as const;

/** One of {@link WAYS}, or what a newer server calls it. */
export function wayOf({ way, caller }: Pick<ChangeRow, "way" | "caller">): string {
  if (caller === "outside") return "outside";
  return way === "MCP" ? "agent" : way;
}

const DAY_MS = 86_400_000;

export interface ChangeFilter {
  readonly domain?: string | undefined;
  readonly caller?: string | undefined;
  /** One of {@link WAYS}. */
  readonly way?: string | undefined;
  readonly id?: string | undefined;
  /** `7d` */
  readonly since?: string | undefined;
}

/** An empty filter is none. @param now - milliseconds since 1970 */
export function isWanted(
  row: ChangeRow,
  { domain, caller, way, id, since }: ChangeFilter,
  now: number,
): boolean {
  return (
    (!domain || row.domains.some((one) => one.includes(domain.toLowerCase()))) &&
    (!caller || row.caller === caller) &&
    (!way || wayOf(row) === way) &&
    (!id || row.id === id) &&
    (!since || now - Date.parse(row.time) < Number.parseInt(since, 10) * DAY_MS)
  );
}

/** The newest first, each once; a row of the first list is the newer one. */
export function mergeChanges(live: readonly ChangeRow[], older: readonly ChangeRow[]): readonly ChangeRow[] {
  const seen = new Set(live.map(({ id }) => id));
  const all = [...live, ...older.filter(({ id }) => !seen.has(id))];
  return all.sort((a, b) => b.time.localeCompare(a.time) || b.id.localeCompare(a.id));
}

/** `set server state`, and its arguments but the domain, which has a column of its own. */
export function callInWords({ operation, arguments: given }: ChangeRow): {
  readonly what: string;
  readonly given: string;
} {
  const shown = Object.entries(given).filter(
    ([name, value]) => !isHidden(name, given) && value !== false && value != null,
  );
  const words = shown.map(([name, value]) =>
    value === true ? name.replaceAll("_", " ") : `${name.replaceAll("_", " ")} ${valueInWords(value)}`,
  );
  return { what: operation.replaceAll("_", " "), given: words.join(", ") };
}

/** A port without an address is only a default. */
function isHidden(name: string, given: ChangeRow["arguments"]): boolean {
  return name === "domain" || name === "dry_run" || (name === "http_port" && given["ip"] === undefined);
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueInWords).join(" and ");
  if (typeof value !== "object" || value === null) return String(value);
  const { ip, http_port: port, ...rest } = value as { readonly ip?: unknown; readonly http_port?: unknown };
  if (typeof ip !== "string") return JSON.stringify(value);
  const others = Object.entries(rest).filter(([name, one]) => one != null && !(name === "slot" && one === 0));
  const endpoint = formatEndpoint(ip, typeof port === "number" ? port : undefined);
  return [endpoint, ...others.map(([name, one]) => `${name} ${one}`)].join(" ");
}

/** Who asks for an undo. */
export interface Undoer {
  readonly name: string;
  readonly role: Role;
}

/** The same name over another way is another caller. */
function isOwn({ caller, way }: ChangeRow, undoer: Undoer | undefined): boolean {
  return caller === undoer?.name && way === "page";
}

/** The dialog that undoes a change. */
export function undoOf(row: ChangeRow, undoer: Undoer | undefined) {
  const { id, operation, domains } = row;
  return {
    title: `Undo: ${operation.replaceAll("_", " ")} ${domains[0] ?? ""}`,
    verb: "Undo",
    tool: "haproxy_undo",
    arguments: { change: id },
    role: isOwn(row, undoer) ? "operate" : "admin",
  } as const;
}

/** Of no domain and no server: there is nothing to bring back. */
const WITHOUT_ROUTES = /_certs?$|^reload$|^import_certificates$|^token /;

/** Why a change can't be undone, or not by this caller; `undefined`: it can. The plan of the undo has the last word. */
export function whyNotUndone(
  row: ChangeRow,
  all: readonly ChangeRow[],
  undoer: Undoer | undefined,
): string | undefined {
  if (row.result === "in progress") return "It is still in progress.";
  if (row.result === "rolled back") return "It was rolled back: nothing is left of it.";
  const undo = row.undone_by === undefined ? undefined : all.find(({ id }) => id === row.undone_by);
  if (row.undone_by !== undefined && undo?.undone_by === undefined)
    return `It was undone already${undo === undefined ? "" : `, by ${undo.caller}`}.`;
  if (WITHOUT_ROUTES.test(row.operation) || row.changes.length === 0)
    return "It changed no domain and no server; certificates are not undone.";
  if (undoer === undefined || !isAtLeast(undoer.role, "operate"))
    return "This needs the role operate; yours may only look.";
  if (!isOwn(row, undoer) && !isAtLeast(undoer.role, "admin"))
    return `It is a change of ${row.caller}: to undo it needs the role admin; yours is ${undoer.role}.`;
  return undefined;
}

/** As `haproxy-mcp history --json` would show them: one a line, the newest first. */
export function toJsonLines(rows: readonly ChangeRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
