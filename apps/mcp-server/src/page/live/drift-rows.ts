import type { Difference, Drift } from "@haproxy-mcp/load-balancer";
import { describeRecord } from "@haproxy-mcp/load-balancer";
import { patternOfMapKey, type StateSnapshot } from "@haproxy-mcp/map-store";
import type { DriftRow } from "../model.js";

type RunningServer = NonNullable<Extract<Difference, { kind: "server" }>["running"]>;

const SHOWN = 200;
/** To find a line takes a time that grows with the file. */
const LOCATED = 50;
const NAMES_SHOWN = 20;
const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::", "-"]);

/** Where HAProxy differs from the files, the first 200. */
export function driftRows(
  { differences }: Pick<Drift, "differences">,
  snapshot: StateSnapshot,
  serversFile: string,
): readonly DriftRow[] {
  return differences.slice(0, SHOWN).map((one, i) => toRow(one, snapshot, serversFile, i < LOCATED));
}

function toRow(
  difference: Difference,
  { state, locate }: StateSnapshot,
  serversFile: string,
  isLocated: boolean,
): DriftRow {
  if (difference.kind === "map") {
    const { key, desired, running } = difference;
    const name = patternOfMapKey(key) ?? key;
    const place = locate(isLocated ? key : "");
    return {
      object: name,
      domains: [name],
      recorded: desired,
      running: running.length === 0 ? undefined : running.map(({ value }) => value).join(" and "),
      file: place.file,
      line: isLocated ? place.line : undefined,
      edit: running.length === 1 ? `${key} ${running[0]?.value}` : undefined,
    };
  }
  const { pool, name, desired, running } = difference;
  const names = state.pools.get(numberOf(pool))?.names ?? [];
  const isEmpty = running === undefined || (running.state === "maint" && UNSPECIFIED.has(running.ip));
  return {
    object: name,
    domains: [...names].slice(0, NAMES_SHOWN),
    recorded: desired && describeRecord(desired),
    running: isEmpty ? undefined : describeRecord(running),
    file: serversFile,
    edit: isEmpty ? undefined : recordOf(name, running),
  };
}

/** Of `pool_7`: 7. */
function numberOf(pool: string): number {
  return Number(pool.slice(pool.lastIndexOf("_") + 1));
}

/** As servers.json has it, of `pool_7_3`: `"3": {…}`. */
function recordOf(name: string, { ip, port, weight, state }: RunningServer): string {
  const record = {
    ip,
    http_port: port,
    ...(weight !== 1 && { weight }),
    ...(state !== "ready" && { state }),
  };
  return `${JSON.stringify(name.slice(name.lastIndexOf("_") + 1))}: ${JSON.stringify(record)}`;
}
