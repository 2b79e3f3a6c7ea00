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
  /** Every field, by its name (section 9.1). */
  readonly raw: ReadonlyMap<string, string>;
}

export interface FrontendStat extends CommonStat {
  readonly kind: "frontend";
  /** Sessions, and HTTP requests, started in the last second. */
  readonly sessionRate: number;
  readonly requestRate: number | undefined;
  readonly totalRequests: number | undefined;
}

export interface BackendStat extends CommonStat {
  readonly kind: "backend";
  /** Requests that wait for a server now. */
  readonly queued: number;
  readonly sessionRate: number;
  readonly totalRequests: number | undefined;
  /** Servers that get traffic, without and with `backup`. */
  readonly activeServers: number;
  readonly backupServers: number;
  /** Seconds since it went up or down. */
  readonly lastChangeSec: number | undefined;
}

export interface ServerStat extends CommonStat {
  readonly kind: "server";
  readonly queued: number;
  readonly sessionRate: number;
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
  readonly lastChangeSec: number | undefined;
}

export interface ListenerStat extends CommonStat {
  readonly kind: "listener";
}

/** One row of the statistics; `kind` says which. */
export type StatRow = FrontendStat | BackendStat | ServerStat | ListenerStat;

/** The fields of one row. The map of all is made on first access. */
export class StatFields {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #fields: readonly string[];

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

  all(): ReadonlyMap<string, string> {
    return new Map([...this.#columns].map(([name, i]) => [name, this.#fields[i] ?? ""]));
  }
}

export function toStatRow(kind: StatKind, fields: StatFields): StatRow {
  const count = (name: string) => fields.number(name) ?? 0;
  let raw: ReadonlyMap<string, string> | undefined;
  const common = {
    proxy: fields.text("pxname") ?? "",
    name: fields.text("svname") ?? "",
    status: fields.text("status") ?? "",
    currentSessions: count("scur"),
    maxSessions: count("smax"),
    totalSessions: count("stot"),
    bytesIn: count("bin"),
    bytesOut: count("bout"),
    get raw() {
      raw ??= fields.all();
      return raw;
    },
  };
  const waiting = { queued: count("qcur"), sessionRate: count("rate") };
  switch (kind) {
    case "listener":
      return Object.assign(common, { kind });
    case "frontend":
      return Object.assign(common, {
        kind,
        sessionRate: count("rate"),
        requestRate: fields.number("req_rate"),
        totalRequests: fields.number("req_tot"),
      });
    case "backend":
      return Object.assign(common, waiting, {
        kind,
        totalRequests: fields.number("req_tot"),
        activeServers: count("act"),
        backupServers: count("bck"),
        lastChangeSec: fields.number("lastchg"),
      });
    case "server":
      return Object.assign(common, waiting, {
        kind,
        weight: count("weight"),
        address: fields.text("addr"),
        checkStatus: fields.text("check_status"),
        checkDurationMs: fields.number("check_duration"),
        checkHealth: fields.number("check_health"),
        checkRise: fields.number("check_rise"),
        checkFall: fields.number("check_fall"),
        lastChangeSec: fields.number("lastchg"),
      });
  }
}
