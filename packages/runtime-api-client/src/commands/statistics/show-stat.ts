import { oneOf } from "../../arguments.js";
import { type RuntimeCommand, read } from "../../command.js";
import { splitCsvLine } from "../../csv.js";
import { line } from "../../line.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";
import { StatFields, type StatKind, type StatRow, type StatRowOf, toStatRow } from "./stat-row.js";

/** Which rows of the statistics (`show stat`). */
export interface ShowStatOptions<Kind extends StatKind = StatKind> {
  /** Name of one frontend or backend. Default: all. */
  readonly proxy?: string | undefined;
  /** Default: all. */
  readonly kinds?: readonly Kind[] | undefined;
  /** `up`: servers that are up, and backends with one; `no-maint`: servers that are not in maintenance. Default: all. */
  readonly only?: "up" | "no-maint" | undefined;
}

/** By the `type` column. The bits that select them in the command are powers of two. */
const KINDS: readonly StatKind[] = ["frontend", "backend", "server", "listener"];
const ALL = -1;

/**
 * `show stat <proxy> <kinds> -1 [up|no-maint]` (management.txt section 9.1, CSV): the JSON form is 50 times as long. Refused
 * with `No such proxy.` With one kind the rows have its type: `showStat({ kinds: ["server"] })` gives `ServerStat`.
 *
 *     # pxname,svname,qcur,qmax,scur,…
 *     pool_1,pool_1_1,0,0,0,…
 */
export function showStat<const Kind extends StatKind = StatKind>({
  proxy,
  kinds,
  only,
}: ShowStatOptions<Kind> = {}): RuntimeCommand<readonly StatRowOf<Kind>[]> {
  const types =
    kinds?.reduce((bits, kind) => bits | (1 << KINDS.indexOf(oneOf<StatKind>(kind, KINDS))), 0) ?? ALL;
  const selection = line`show stat ${proxy ?? ALL} ${types} ${ALL}`;
  return read(
    only === undefined ? selection : `${selection} ${oneOf(only, ["up", "no-maint"])}`,
    (reply) => parseRows(reply) as readonly StatRowOf<Kind>[],
  );
}

function parseRows(reply: CommandReply): readonly StatRow[] {
  const [header = "", ...rows] = splitLines(dataOf(reply));
  if (!header.startsWith("# pxname,svname,")) throw malformed(reply, "not CSV statistics");
  const columns = new Map(splitCsvLine(header.slice(2)).map((column, i) => [column, i]));
  return rows.map((row) => {
    const fields = new StatFields(columns, splitCsvLine(row));
    const kind = KINDS[fields.number("type") ?? -1];
    if (kind === undefined) throw malformed(reply, `${JSON.stringify(row.slice(0, 80))} has an unknown type`);
    return toStatRow(kind, fields);
  });
}
