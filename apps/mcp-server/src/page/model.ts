// What the server sends to the page: types only, shared by both sides. The stream (`GET /ui/events`) has one event for each part below; its
// data is JSON. A viewer that connects gets every part once; then each part again when it has changed, and `tick` once a second.

import type { Role } from "../access/role.js";

export interface PageEvents {
  /** HAProxy, and whether it responds. */
  readonly haproxy: HaproxyPart;
  /** The pools in use that changed, and those that were removed. The first one of a connection has all. */
  readonly domains: DomainsPart;
  /** The last two minutes before the newest tick, for a viewer that connects: without servers, the first with all pools. */
  readonly past: readonly Tick[];
  /** Numbers that moved. Of a viewer that connects, or that missed one, the first has all pools. */
  readonly tick: Tick;
  readonly findings: FindingsPart;
  readonly certificates: readonly CertificateRow[];
  /** The newest changes, at most 100, the newest first. */
  readonly changes: readonly ChangeRow[];
  /** Every 5 s, whatever else there is to say: after a longer silence the connection is broken. */
  readonly alive: Record<string, never>;
  /** The session has ended: the stream ends with it. */
  readonly "signed-out": Record<string, never>;
}

export interface HaproxyPart {
  readonly isUp: boolean;
  /** Why it does not respond, and what to do next. */
  readonly problem?: string | undefined;
  /** ISO 8601, of the first failure to reach it. */
  readonly downSince?: string | undefined;
  /** Where its Runtime API is. */
  readonly target: string;
  readonly version?: string | undefined;
  /** ISO 8601, when its process started. */
  readonly startedAt?: string | undefined;
}

export interface DomainsPart {
  readonly set: readonly DomainRow[];
  /** Numbers of pools. */
  readonly gone: readonly number[];
}

/** The names of one pool, and its servers. */
export interface DomainRow {
  readonly pool: number;
  /** At least one. Wildcards as `*.example.com`. */
  readonly names: readonly string[];
  readonly status: "healthy" | "checking" | "degraded" | "down" | "no_servers";
  /** ISO 8601: since when it has this status, by its servers; absent where that is not known. */
  readonly since?: string | undefined;
  readonly servers: readonly ServerRow[];
}

export interface ServerRow {
  readonly slot: number;
  /** `pool_1_2` */
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** 0 to 256 */
  readonly weight: number;
  /** What an operator set. */
  readonly state: "ready" | "drain" | "maint";
  /** What HAProxy reports: `HealthStatus`. */
  readonly status: string;
  /** The check that the status rests on, in words. */
  readonly check?: string | undefined;
  /** One that did not change the status yet. */
  readonly lastCheck?: string | undefined;
  /** HAProxy's code: `L7STS`. */
  readonly checkCode?: string | undefined;
  readonly checkMs?: number | undefined;
  /** ISO 8601. */
  readonly since?: string | undefined;
}

/** One sample. A pool whose numbers are those of the tick before is left out: it repeats them. */
export interface Tick {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly pools: readonly PoolTick[];
}

/** Rates are `null` where they are not known: the first sample, HAProxy's counters went back, or there was no response. */
export type PoolTick = readonly [
  pool: number,
  requestsPerSec: number | null,
  /** Of the responses since the sample before, 0 to 100. */
  errorPercent: number | null,
  /** Average of the last 1,024 requests. */
  responseMs: number,
  sessions: number,
  queued: number,
  servers: readonly ServerTick[],
];

export type ServerTick = readonly [slot: number, requestsPerSec: number | null, sessions: number];

export interface FindingsPart {
  /** Everything that is wrong but the servers, which the domains show. */
  readonly findings: readonly FindingRow[];
  /** Lines and records that are left unchanged, each with what runs now and the edit that fixes it. */
  readonly uncertain: readonly UncertainRow[];
  /** Where HAProxy differs from the files; at most 200. */
  readonly drift: readonly DriftRow[];
  readonly driftCount: number;
  /** What the files have lost: every change is refused. */
  readonly loss?: string | undefined;
  /** Why HAProxy and the files could not be compared. */
  readonly notCompared?: string | undefined;
  /** ISO 8601. */
  readonly checkedAt: string;
}

export interface FindingRow {
  readonly severity: "error" | "warning";
  /** `configuration`, `certificates`, `host`, `state`, … */
  readonly about: string;
  readonly message: string;
  readonly remedy: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

export interface UncertainRow extends FindingRow {
  /** The name that it is about, if known. */
  readonly name?: string | undefined;
  /** Where its requests go now, in words. */
  readonly running: string;
  /** What HAProxy will do with it at its next reload. */
  readonly atReload: string;
  /** The line as it must read to keep the name, where that is known. */
  readonly edit?: string | undefined;
}

export interface DriftRow {
  /** `shop.example.com` or `pool_1_2`. */
  readonly object: string;
  /** Names that it affects. */
  readonly domains: readonly string[];
  /** In words; absent: nothing. */
  readonly recorded?: string | undefined;
  readonly running?: string | undefined;
  /** The file that records it, and its line where that is known. */
  readonly file: string;
  readonly line?: number | undefined;
  /** What the file must have for what runs to stay; absent where nothing runs. */
  readonly edit?: string | undefined;
}

/** As `haproxy_list_certs` reports it. */
export interface CertificateRow {
  readonly name: string;
  readonly names: readonly string[];
  readonly state: "valid" | "due" | "expired" | "failed" | "broken" | "unreadable" | "missing";
  readonly managed: boolean;
  readonly served: "yes" | "no" | "unknown";
  readonly conflicts?: readonly string[] | undefined;
  readonly file?: string | undefined;
  readonly not_after?: string | undefined;
  readonly days_left?: number | undefined;
  readonly issuer?: string | undefined;
  readonly driver?: string | undefined;
  readonly renew_at?: string | undefined;
  readonly last_error?: string | undefined;
}

/** As `haproxy_history` reports it. */
export interface ChangeRow {
  readonly id: string;
  readonly time: string;
  readonly caller: string;
  readonly client_ip?: string | undefined;
  readonly client?: string | undefined;
  readonly way: string;
  readonly operation: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
  readonly result: string;
  readonly error?: string | undefined;
  readonly domains: readonly string[];
  readonly changes: readonly string[];
  readonly duration_ms?: number | undefined;
  readonly undoes?: string | undefined;
  readonly undone_by?: string | undefined;
}

/** `GET /ui/session`: who looks, and what it may do. */
export interface SessionInfo {
  /** Absent: a token is needed. */
  readonly caller?: { readonly name: string; readonly role: Role } | undefined;
  /** Whether the page opened without a token, as for a request to localhost itself. */
  readonly isOpen: boolean;
  /** Whether this server has any token to sign in with. */
  readonly hasTokens: boolean;
  /** Of haproxy-mcp. */
  readonly version: string;
  /** Tools that no caller may use. */
  readonly deniedTools: readonly string[];
}

/** The body of `POST /ui/sign-in`. */
export interface SignInBody {
  readonly token: string;
}

/** The body of `POST /ui/call/<tool>`. */
export interface CallBody {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** For the history. */
  readonly reason?: string | undefined;
  /** Whether lists come whole, with no limit. */
  readonly isWhole?: boolean | undefined;
}

/** A line of the response to `POST /ui/call/<tool>` (application/x-ndjson): progress, then one result or error. */
export type CallLine =
  /** `total`: the most seconds that the call may take. */
  | { readonly progress: string; readonly total?: number | undefined }
  | { readonly result: Readonly<Record<string, unknown>>; readonly text: string }
  | { readonly error: CallError };

export interface CallError {
  /** `OUT_OF_RANGE` */
  readonly code: string;
  /** The argument at fault. */
  readonly field?: string | undefined;
  /** What failed, the state that things are in, and what to do next. */
  readonly message: string;
}

/** The code of a request without a session: it has ended, or there was none. */
export type NoSession = "UNAUTHENTICATED";

/** The response to a request that failed, of any route; a call that has begun has it as its last line. */
export interface ErrorResponse {
  readonly error: CallError;
}

/** `POST /ui/reach` with `{ ip, http_port }`: whether the server's machine can connect. */
export type ReachResult =
  | { readonly reachable: true; readonly ms: number }
  | { readonly reachable: false; readonly why: string };

/**
 * `GET /ui/requests?domain=` returns a list of these: the last 200 requests that HAProxy's memory has, the newest first. Without `domain`, those of
 * all. `NO_ACCESS_LOG`: HAProxy keeps none.
 */
export interface RequestRow {
  readonly time?: string | undefined;
  readonly status?: number | undefined;
  readonly ms?: number | undefined;
  readonly method?: string | undefined;
  readonly client?: string | undefined;
  readonly http?: string | undefined;
  readonly server?: string | undefined;
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
  /** A line of another format. */
  readonly text?: string | undefined;
}
