import type { CertificateRow, DomainRow, FindingsPart, ServerRow } from "../../src/page/model.js";
import { daysLeft, plural } from "../parts/formats.js";
import { domainPath } from "../paths.js";

/** What the page is about: one thing that needs a person. */
export interface Problem {
  /** For `<State>`. */
  readonly status: string;
  /** `pay.example.com is down` */
  readonly title: string;
  /** What is known of it, in words. */
  readonly details: readonly string[];
  /** ISO 8601. */
  readonly since?: string | undefined;
  /** Where more of it is. */
  readonly to: string;
  /** Nobody loses anything by it. */
  readonly isMinor?: boolean | undefined;
}

export interface Known {
  readonly domains: ReadonlyMap<number, DomainRow>;
  readonly certificates: readonly CertificateRow[] | undefined;
  readonly findings: FindingsPart | undefined;
}

const RANKS: readonly string[] = ["down", "no_servers", "degraded", "checking", "healthy"];
const SOON_DAYS = 14;
const ALIVE: readonly string[] = ["UP", "NO CHECK"];

/** The worst first, then by name. */
export function worstFirst(domains: Iterable<DomainRow>): DomainRow[] {
  const rank = ({ status }: DomainRow) => RANKS.indexOf(status);
  return [...domains].sort((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

export function isProblem({ status }: DomainRow): boolean {
  return RANKS.indexOf(status) < 3;
}

export function needsCare({ state, days_left: days = Number.POSITIVE_INFINITY }: CertificateRow): boolean {
  return state === "due" ? days < SOON_DAYS : state !== "valid";
}

export function nameOf({ names, pool }: DomainRow): string {
  return names[0] ?? `pool_${pool}`;
}

export function upOf({ servers }: DomainRow): number {
  return servers.filter(({ status }) => ALIVE.includes(status)).length;
}

/** Down domains, expired certificates, then what users don't notice yet. */
export function problemsOf({ domains, certificates = [], findings }: Known): Problem[] {
  const rows = worstFirst(domains.values()).filter(isProblem).map(ofDomain);
  const [expired, others] = split(certificates.filter(needsCare), ({ state }) => state === "expired");
  const [down, degraded] = split(rows, ({ status }) => status === "down");
  return [
    ...down,
    ...expired.map(ofCertificate),
    ...degraded,
    ...others.map(ofCertificate),
    ...ofFiles(findings),
  ];
}

function ofDomain(row: DomainRow): Problem {
  const { status, servers, since } = row;
  const name = nameOf(row);
  const words = { down: "is down", no_servers: "has no servers in use" }[status as string] ?? "is degraded";
  const up = `${upOf(row)} of ${plural(servers.length, "server")} up`;
  return { status, title: `${name} ${words}`, details: [up, ...whyOf(servers)], since, to: domainPath(name) };
}

/** Why servers take no traffic, each reason once. */
function whyOf(servers: readonly ServerRow[]): string[] {
  const reasons = new Map<string, ServerRow[]>();
  for (const server of servers.filter(({ status }) => !ALIVE.includes(status))) {
    const reason = server.status === "DOWN" ? (server.check ?? "down") : server.status;
    reasons.set(reason, [...(reasons.get(reason) ?? []), server]);
  }
  return [...reasons].map(([reason, [first, ...more]]) => {
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return `${first?.ip}:${first?.port}${others}: ${reason}`;
  });
}

function ofCertificate({ state, name, days_left: days, last_error: error }: CertificateRow): Problem {
  const words = days === undefined ? state : days < 0 ? daysLeft(days) : `${daysLeft(days)} left`;
  const details = [words, ...(error === undefined ? [] : [error])];
  return { status: state, title: `Certificate of ${name}`, details, to: "/ui/certificates" };
}

function ofFiles(part: FindingsPart | undefined): Problem[] {
  if (part === undefined) return [];
  const minor = { details: [], to: "/ui/differences", isMinor: true };
  const { driftCount, uncertain } = part;
  const problems: Problem[] = part.findings.map(({ severity, message, remedy }) => ({
    ...minor,
    status: severity,
    title: message,
    details: [remedy],
    isMinor: severity !== "error",
  }));
  if (driftCount > 0) {
    problems.push({
      ...minor,
      status: "differs",
      title: `${plural(driftCount, "difference")} from the files`,
    });
  }
  if (uncertain.length > 0) {
    problems.push({ ...minor, status: "warning", title: plural(uncertain.length, "uncertain line") });
  }
  return problems;
}

export interface Verdict {
  readonly status: string;
  readonly text: string;
}

/** Whether anything is down, in one sentence. */
export function verdictOf(domains: ReadonlyMap<number, DomainRow>): Verdict {
  const rows = worstFirst(domains.values());
  const of = (...wanted: string[]) => rows.filter(({ status }) => wanted.includes(status));
  const [down, weak] = [of("down"), of("degraded", "no_servers")];
  const more = weak.length === 0 ? "" : `, ${weak.length} degraded`;
  if (down.length > 0) return { status: "down", text: `${naming(down)} down${more}` };
  if (weak.length > 0) return { status: "degraded", text: `${naming(weak)} degraded, none down` };
  if (of("checking").length > 0) return { status: "checking", text: `${naming(of("checking"))} checking` };
  const [first] = rows;
  if (first === undefined) return { status: "unknown", text: "No domains yet" };
  return {
    status: "healthy",
    text: rows.length === 1 ? `${nameOf(first)} is up` : `All ${rows.length} domains are up`,
  };
}

function naming(rows: readonly DomainRow[]): string {
  const names = rows.map(nameOf);
  if (names.length === 1) return `${names[0]} is`;
  return names.length === 2 ? `${names.join(" and ")} are` : `${names.length} domains are`;
}

/** `(2) pay.example.com down – HAProxy` */
export function titleOf(page: string, problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return `${page} – HAProxy`;
  return `(${problems.length}) ${first.title.replace(/ is (?=\w+$)/, " ")} – HAProxy`;
}

function split<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
