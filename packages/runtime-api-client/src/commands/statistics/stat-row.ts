/** Responses by the first digit of their status; all 0 where HAProxy does not parse HTTP. */
export type ResponseCounts = Readonly<Record<"1xx" | "2xx" | "3xx" | "4xx" | "5xx" | "other", number>>;

/** What a row of the statistics is about. */
export type StatKind = "frontend" | "backend" | "server" | "listener";

interface CommonStat {
  /** Frontend or backend that it belongs to. */
  readonly proxy: string;
  /** The server's name, or `FRONTEND` or `BACKEND`. */
  readonly name: string;
  /** `UP`, `DOWN`, `MAINT`, `DRAIN`, `no check`, `OPEN`, `UP 1/2`, … */
  readonly status: string;
  /** Current sessions, their maximum, and the total since the counters were cleared. */
  readonly currentSessions: number;
  readonly maxSessions: number;
  readonly totalSessions: number;
  /** From clients, and to them. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Every field, by its name (section 9.1). A getter: made when it is first read. */
  readonly raw: ReadonlyMap<string, string>;
}

/** Averages of the last 1,024 requests, ms. */
export interface ResponseTimes {
  /** Until a server was free. */
  readonly queueMs: number;
  readonly connectMs: number;
  /** Until the first byte of the response; 0 for TCP. */
  readonly responseMs: number;
  readonly totalMs: number;
}

/** The row of a frontend (`show stat`; management guide, section 9.1). */
export interface FrontendStat extends CommonStat {
  readonly kind: "frontend";
  /** Sessions, and HTTP requests, started in the last second. */
  readonly sessionRate: number;
  readonly requestRate: number | undefined;
  /** Only of HTTP. */
  readonly totalRequests: number | undefined;
  readonly responses: ResponseCounts;
}

/** What backends and servers have in common. */
interface ServingStat {
  /** Requests that wait for a server now. */
  readonly queued: number;
  readonly sessionRate: number;
  /** Only of HTTP. */
  readonly totalRequests: number | undefined;
  readonly responses: ResponseCounts;
  readonly times: ResponseTimes | undefined;
  /** Attempts to connect to a server that failed, and responses of one that failed. */
  readonly connectionErrors: number;
  readonly responseErrors: number;
  /** Seconds since it went up or down. */
  readonly lastChangeSec: number | undefined;
}

/** The row of a backend (`show stat`; management guide, section 9.1). */
export interface BackendStat extends CommonStat, ServingStat {
  readonly kind: "backend";
  /** Servers that get traffic, without and with `backup`. */
  readonly activeServers: number;
  readonly backupServers: number;
}

/** The row of a server (`show stat`; management guide, section 9.1). */
export interface ServerStat extends CommonStat, ServingStat {
  readonly kind: "server";
  /** Effective, with slow start: 0 gets no new connections. */
  readonly weight: number;
  /** `10.0.0.1:80`, and only at level `operator` or above. */
  readonly address: string | undefined;
  /** Result of the last health check, such as `L4OK`, and its duration, ms; only for servers that are checked. */
  readonly checkStatus: string | undefined;
  readonly checkDurationMs: number | undefined;
  /**
   * From 0 to `checkRise + checkFall - 1`, the highest after a check that passed; up from `checkRise`, where a server starts that leaves
   * maintenance. Present while checks are made.
   */
  readonly checkHealth: number | undefined;
  readonly checkRise: number | undefined;
  readonly checkFall: number | undefined;
  /** Seconds that it was down, and since its last session, if it had one. */
  readonly downtimeSec: number | undefined;
  readonly lastSessionSec: number | undefined;
}

/** The row of a listener, which needs `option socket-stats` (`show stat`; management guide, section 9.1). */
export interface ListenerStat extends CommonStat {
  readonly kind: "listener";
}

/** One row of the statistics; `kind` says which. */
export type StatRow = FrontendStat | BackendStat | ServerStat | ListenerStat;

/** A row of one of some kinds. */
export type StatRowOf<Kind extends StatKind> = Extract<StatRow, { readonly kind: Kind }>;

/** The fields of one row. The map of all is made on first access. */
export class StatFields {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #fields: readonly string[];
  #all: ReadonlyMap<string, string> | undefined;

  constructor(columns: ReadonlyMap<string, number>, fields: readonly string[]) {
    this.#columns = columns;
    this.#fields = fields;
  }

  text(name: string): string | undefined {
    return this.#fields[this.#columns.get(name) ?? -1] || undefined;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  /** 0 where HAProxy leaves it empty. */
  count(name: string): number {
    return this.number(name) ?? 0;
  }

  get all(): ReadonlyMap<string, string> {
    this.#all ??= new Map([...this.#columns].map(([name, i]) => [name, this.#fields[i] ?? ""]));
    return this.#all;
  }
}

/** One literal for each kind: HAProxy has thousands of rows. */
export function toStatRow(kind: StatKind, fields: StatFields): StatRow {
  switch (kind) {
    case "listener":
      return {
        kind,
        ...commonOf(fields),
        get raw() {
          return fields.all;
        },
      };
    case "frontend":
      return {
        kind,
        ...commonOf(fields),
        sessionRate: fields.count("rate"),
        requestRate: fields.number("req_rate"),
        totalRequests: fields.number("req_tot"),
        responses: responsesOf(fields),
        get raw() {
          return fields.all;
        },
      };
    case "backend":
      return {
        kind,
        ...commonOf(fields),
        ...servingOf(fields),
        activeServers: fields.count("act"),
        backupServers: fields.count("bck"),
        get raw() {
          return fields.all;
        },
      };
    case "server":
      return {
        kind,
        ...commonOf(fields),
        ...servingOf(fields),
        weight: fields.count("weight"),
        address: fields.text("addr"),
        checkStatus: fields.text("check_status"),
        checkDurationMs: fields.number("check_duration"),
        checkHealth: fields.number("check_health"),
        checkRise: fields.number("check_rise"),
        checkFall: fields.number("check_fall"),
        downtimeSec: fields.number("downtime"),
        lastSessionSec: sinceLastSession(fields),
        get raw() {
          return fields.all;
        },
      };
  }
}

function commonOf(fields: StatFields): Omit<CommonStat, "raw"> {
  return {
    proxy: fields.text("pxname") ?? "",
    name: fields.text("svname") ?? "",
    status: fields.text("status") ?? "",
    currentSessions: fields.count("scur"),
    maxSessions: fields.count("smax"),
    totalSessions: fields.count("stot"),
    bytesIn: fields.count("bin"),
    bytesOut: fields.count("bout"),
  };
}

function servingOf(fields: StatFields): ServingStat {
  return {
    queued: fields.count("qcur"),
    sessionRate: fields.count("rate"),
    totalRequests: fields.number("req_tot"),
    responses: responsesOf(fields),
    times: timesOf(fields),
    connectionErrors: fields.count("econ"),
    responseErrors: fields.count("eresp"),
    lastChangeSec: fields.number("lastchg"),
  };
}

function responsesOf(fields: StatFields): ResponseCounts {
  return {
    "1xx": fields.count("hrsp_1xx"),
    "2xx": fields.count("hrsp_2xx"),
    "3xx": fields.count("hrsp_3xx"),
    "4xx": fields.count("hrsp_4xx"),
    "5xx": fields.count("hrsp_5xx"),
    other: fields.count("hrsp_other"),
  };
}

function timesOf(fields: StatFields): ResponseTimes | undefined {
  const totalMs = fields.number("ttime");
  if (totalMs === undefined) return undefined;
  return {
    queueMs: fields.count("qtime"),
    connectMs: fields.count("ctime"),
    responseMs: fields.count("rtime"),
    totalMs,
  };
}

/** -1 before the first. */
function sinceLastSession(fields: StatFields): number | undefined {
  const seconds = fields.number("lastsess");
  return seconds === undefined || seconds < 0 ? undefined : seconds;
}
