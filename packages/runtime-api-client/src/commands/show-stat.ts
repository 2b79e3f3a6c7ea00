import type { RuntimeCommand } from "../command.js";
import { splitCsvLine } from "../csv.js";
import { line } from "../line.js";
import { dataOf, malformed } from "../reply.js";

export type StatKind = "frontend" | "backend" | "server" | "listener";

/** One row of the statistics. */
export interface StatRow {
  /** Frontend or backend that it belongs to. */
  readonly proxy: string;
  /** The server's name, or `FRONTEND` or `BACKEND`. */
  readonly name: string;
  readonly kind: StatKind;
  /** `UP`, `DOWN`, `MAINT`, `DRAIN`, `no check`, `OPEN`, `UP 1/2`, … */
  readonly status: string;
  /** Sessions now. */
  readonly currentSessions: number;
  /** Requests that wait for a server now. */
  readonly queued: number;
  /** Result of the last health check, such as `L4OK`; servers that are checked only. */
  readonly checkStatus: string | undefined;
  /** `10.0.0.1:80`; servers only, and only at level `operator` or above. */
  readonly address: string | undefined;
  /** Every field, by its name. */
  readonly raw: ReadonlyMap<string, string>;
}

export interface ShowStatOptions {
  /** Name of one frontend or backend. Default: all. */
  readonly proxy?: string;
  /** Default: all. */
  readonly kinds?: readonly StatKind[];
}

/** By the `type` column. The bits that select them in the command are powers of two. */
const KINDS: readonly StatKind[] = ["frontend", "backend", "server", "listener"];
const ALL = -1;

/**
 * `show stat [<proxy> <type> -1]` (management.txt section 9.1, CSV). Refused with `No such proxy.` where there is none.
 *
 *     # pxname,svname,qcur,qmax,scur,…
 *     pool_1,pool_1_1,0,0,0,…
 */
export function showStat({ proxy, kinds }: ShowStatOptions = {}): RuntimeCommand<readonly StatRow[]> {
  const types = kinds?.reduce((bits, kind) => bits | (1 << KINDS.indexOf(kind)), 0) ?? ALL;
  return {
    line: line`show stat ${proxy ?? ALL} ${types} ${ALL}`,
    kind: "read",
    parseReply(reply) {
      const [header = "", ...rows] = dataOf(reply).split("\n");
      if (!header.startsWith("# pxname,svname,")) throw malformed(reply, "not CSV statistics");
      const columns = splitCsvLine(header.slice(2));
      return rows
        .filter((row) => row !== "")
        .map((row) => {
          const fields = splitCsvLine(row);
          const raw = new Map(columns.map((column, i) => [column, fields[i] ?? ""]));
          const kind = KINDS[Number(raw.get("type") ?? Number.NaN)];
          if (kind === undefined) throw malformed(reply, `${JSON.stringify(row.slice(0, 80))} is of no kind`);
          return toRow(raw, kind);
        });
    },
  };
}

function toRow(raw: ReadonlyMap<string, string>, kind: StatKind): StatRow {
  const field = (name: string): string => raw.get(name) ?? "";
  return {
    proxy: field("pxname"),
    name: field("svname"),
    kind,
    status: field("status"),
    currentSessions: Number(field("scur")),
    queued: Number(field("qcur")),
    checkStatus: field("check_status") || undefined,
    address: field("addr") || undefined,
    raw,
  };
}
