import type { CertificateRow, DomainRow, FindingsPart, ServerRow } from "../../src/page/model.js";
import { daysLeft, plural } from "../parts/formats.js";
import { domainPath } from "../paths.js";

/** What the page is about: one thing that needs an operator. */
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
  /** Users lose nothing by it. */
  readonly isMinor?: boolean | undefined;
}

export interface Known {
  readonly domains: ReadonlyMap<number, DomainRow>;
  readonly certificates: readonly CertificateRow[] | undefined;
  readonly findings: FindingsPart | undefined;
}

const RANKS: readonly string[] = ["down", "no_servers", "degraded", "checking", "healthy"];
const SOON_DAYS = 14;
/** Of the names of uncertain lines. */
const NAMED = 3;
const ALIVE: readonly string[] = ["UP", "NO CHECK"];

/** The worst first, then by name. */
export function worstFirst(domains: Iterable<DomainRow>): DomainRow[] {
  const rank = ({ status }: DomainRow) => RANKS.indexOf(status);
  return [...domains].sort((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

export function isProblem({ status }: DomainRow): boolean {
  return RANKS.indexOf(status) < 3;
}

/** Whether an operator has to do something about it. */
export function needsCare(row: CertificateRow): boolean {
  const { state, managed, days_left: days = Number.POSITIVE_INFINITY } = row;
  const isOnlyTime = state === "due" || (state === "valid" && !managed);
  return isOnlyTime ? days < SOON_DAYS : state !== "valid";
}

/** How it looks: red is for an expired one that clients get. */
export function statusOf({ state, served }: CertificateRow): CertificateRow["state"] {
  return state === "valid" || (state === "expired" && served === "no") ? "due" : state;
}

export function nameOf({ names, pool }: DomainRow): string {
  return names[0] ?? `pool_${pool}`;
}

export function upOf({ servers }: { readonly servers: readonly Pick<ServerRow, "status">[] }): number {
  return servers.filter(({ status }) => ALIVE.includes(status)).length;
}

/** Down domains, expired certificates, then what users don't notice yet. */
export function problemsOf({ domains, certificates = [], findings }: Known): Problem[] {
  const rows = worstFirst(domains.values()).filter(isProblem).map(ofDomain);
  const [expired, others] = split(certificates.filter(needsCare), isExpired);
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
  const up = servers.length === 0 ? "No servers" : `${upOf(row)} of ${plural(servers.length, "server")} up`;
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

const isExpired = (row: CertificateRow) => statusOf(row) === "expired";

function ofCertificate(row: CertificateRow): Problem {
  const { state, name, days_left: days, last_error: error } = row;
  const words = days === undefined ? state : days < 0 ? daysLeft(days) : `${daysLeft(days)} left`;
  const details = [words, ...(error === undefined ? [] : [error])];
  return {
    status: state === "valid" ? "due" : state,
    title: `Certificate of ${name}`,
    details,
    to: "/ui/certificates",
  };
}

function ofFiles(part: FindingsPart | undefined): Problem[] {
  if (part === undefined) return [];
  const minor = { details: [], to: "/ui/differences", isMinor: true };
  const { driftCount, uncertain } = part;
  // the certificates themselves say which of them end soon
  const findings = part.findings.filter(
    ({ about, severity }) => about !== "certificates" || severity === "error",
  );
  const problems: Problem[] = findings.map(({ severity, message, remedy }) => ({
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
    problems.push({
      ...minor,
      status: "warning",
      title: `${plural(uncertain.length, "uncertain line")}${namesOf(uncertain)}`,
    });
  }
  return problems;
}

/** `: a.example.com, b.example.com` */
function namesOf(rows: FindingsPart["uncertain"]): string {
  const names = rows.flatMap(({ name }) => name ?? []);
  const more = names.length > NAMED ? ", …" : "";
  return names.length === 0 ? "" : `: ${names.slice(0, NAMED).join(", ")}${more}`;
}

export interface Verdict {
  readonly status: string;
  readonly text: string;
}

/** Whether users lose anything, in one sentence. */
export function verdictOf({ domains, certificates = [] }: Known): Verdict {
  const rows = worstFirst(domains.values());
  const [first] = rows;
  if (first === undefined) return { status: "none", text: "No domains yet" };
  const [expired, ...others] = certificates.filter(isExpired);
  if (expired !== undefined && first.status !== "down") {
    const text =
      others.length > 0 ? `${others.length + 1} certificates have` : `The certificate of ${expired.name} has`;
    return { status: "expired", text: `${text} expired` };
  }
  const of = (wanted: DomainRow["status"]) => rows.filter(({ status }) => status === wanted);
  const [words, end] = VERDICTS[first.status];
  const more = (["no_servers", "degraded"] as const)
    .filter((status) => status !== first.status && of(status).length > 0)
    .map((status) => `, ${of(status).length} ${VERDICTS[status][0]}`);
  if (first.status === "healthy" && rows.length > 1) {
    return { status: "healthy", text: `All ${rows.length} domains are up` };
  }
  return { status: first.status, text: `${naming(of(first.status))} ${words}${more.join("")}${end}` };
}

const VERDICTS: Readonly<Record<DomainRow["status"], readonly [words: string, end: string]>> = {
  down: ["down", ""],
  no_servers: ["without servers", ", none down"],
  degraded: ["degraded", ", none down"],
  checking: ["checking", ""],
  healthy: ["up", ""],
};

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
