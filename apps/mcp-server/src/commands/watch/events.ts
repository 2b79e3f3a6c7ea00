import { countOf } from "../../program/count-of.js";
import { describeDuration } from "../../program/duration.js";
import { endpointOf } from "../verbs/columns.js";

/** A server as it is at one time. */
export interface WatchedServer {
  readonly name: string;
  readonly ip: string;
  readonly http_port: number;
  readonly domains: readonly string[];
  readonly status: string;
  readonly check?: string | undefined;
  readonly last_check?: string | undefined;
  readonly since_sec?: number | undefined;
  /** Of a draining one. */
  readonly sessions?: number | undefined;
}

/** A change of the history. */
export interface WatchedChange {
  readonly id: string;
  readonly caller: string;
  readonly operation: string;
  readonly result: string;
  readonly domains: readonly string[];
  readonly reason?: string | undefined;
  readonly error?: string | undefined;
}

/** Something that happened. */
export interface WatchEvent {
  readonly time: string;
  /** What it is now: a status, or the result of a change. */
  readonly state: string;
  readonly what: string;
  readonly detail: string;
}

/** In the order in which they are to be seen. */
const ATTENTION = ["DOWN", "MISSING", "NOLB", "CHECKING", "DRAIN", "MAINT"];

/** Servers that take no requests, or whose next check decides: the worst first. */
export function notUp(servers: readonly WatchedServer[]): readonly WatchedServer[] {
  return ATTENTION.flatMap((status) => servers.filter((server) => server.status === status));
}

/** `www.example.com 10.0.0.1:80` */
export function describeWhat(server: WatchedServer): string {
  return `${server.domains[0] ?? server.name} ${endpointOf(server)}`;
}

/** `3 sessions left`, `connection refused`. */
export function describeDetail({ status, check, last_check, since_sec, sessions }: WatchedServer): string {
  if (status === "DRAIN" && sessions !== undefined) return describeLeft(sessions);
  const texts = [
    ...(check === undefined ? [] : [check]),
    ...(last_check === undefined ? [] : [`last check: ${last_check}`]),
    ...(since_sec === undefined ? [] : [`for ${describeDuration(since_sec)}`]),
  ];
  return texts.join(", ");
}

function describeLeft(sessions: number): string {
  return sessions === 0 ? "drained" : `${countOf(sessions, "session")} left`;
}

/** What became of servers between two samples. */
export function serverEvents(
  before: readonly WatchedServer[],
  after: readonly WatchedServer[],
  time: string,
): readonly WatchEvent[] {
  const byKey = (servers: readonly WatchedServer[]) =>
    new Map(servers.map((server) => [`${server.name} ${endpointOf(server)}`, server]));
  const [old, now] = [byKey(before), byKey(after)];
  const gone = [...old].flatMap(([key, server]) =>
    now.has(key)
      ? []
      : [{ time, state: "removed", what: describeWhat(server), detail: `was ${server.status}` }],
  );
  const changed = [...now].flatMap(([key, server]) => {
    const last = old.get(key);
    if (last?.status === server.status && last.sessions === server.sessions) return [];
    const { check, last_check } = server;
    const detail = describeDetail({ ...server, check, last_check, since_sec: undefined });
    const from = last === undefined ? "added" : last.status === server.status ? "" : `was ${last.status}`;
    const texts = [from, detail].filter((text) => text !== "");
    return [{ time, state: server.status, what: describeWhat(server), detail: texts.join(", ") }];
  });
  return [...gone, ...changed];
}

/** Changes that are new, or have a result now. @param known ids and results seen before */
export function changeEvents(
  changes: readonly WatchedChange[],
  known: ReadonlySet<string>,
  time: string,
): readonly WatchEvent[] {
  return changes
    .filter((change) => !known.has(keyOf(change)))
    .map(({ operation, result, domains, caller, reason, error }) => ({
      time,
      state: result,
      what: [
        operation,
        ...domains.slice(0, 1),
        ...(domains.length > 1 ? [`+${domains.length - 1}`] : []),
      ].join(" "),
      detail: [
        `by ${caller}`,
        ...(reason === undefined ? [] : [reason]),
        ...(error === undefined ? [] : [error]),
      ].join(", "),
    }))
    .reverse();
}

export function keyOf({ id, result }: WatchedChange): string {
  return `${id} ${result}`;
}
