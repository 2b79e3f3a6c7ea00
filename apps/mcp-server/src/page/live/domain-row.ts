import type { PoolSample } from "@haproxy-mcp/load-balancer";
import type { DomainRow, ServerRow } from "../model.js";
import { toServerRow } from "./server-row.js";

/** When a sample was taken, and the one before, in milliseconds since 1970. */
export interface SampleTimes {
  readonly at: number;
  readonly beforeAt: number | undefined;
}

/** What a change may be older than the sample before: HAProxy reports whole seconds. */
const EARLIER_MS = 2_000;
const SERVING: ReadonlySet<string> = new Set(["UP", "NO CHECK", "CHECKING"]);

/**
 * A pool as the page shows it.
 *
 * `since` is when it came to its status, and stays while the status does. It follows from its servers:
 *
 * - `down`: the newest change of those that a check found down; where none is, of all
 * - `degraded`: the later of two times: when the first of those that serve came up, and when the first of the others left
 * - `healthy`, `checking`: the newest change of all
 *
 * A change of status that was seen between two samples is not older than the first of them.
 *
 * @param before its row in the sample before, if there was one
 */
export function toDomainRow(
  sample: PoolSample,
  times: SampleTimes,
  before: DomainRow | undefined,
): DomainRow {
  const { status } = sample;
  const known = new Map(before?.servers.map((server) => [server.slot, server]));
  const servers = sample.servers.map((server) => toServerRow(server, times.at, known.get(server.slot)));
  return {
    pool: sample.number,
    names: sample.domains,
    status,
    since: sinceOf(status, servers, times, before),
    servers,
  };
}

function sinceOf(
  status: DomainRow["status"],
  servers: readonly ServerRow[],
  { at, beforeAt }: SampleTimes,
  before: DomainRow | undefined,
): string | undefined {
  if (before?.status === status && before.since !== undefined) return before.since;
  const since = byServers(status, servers);
  if (before === undefined || before.status === status || beforeAt === undefined) return since;
  const isOlder = since === undefined || Date.parse(since) < beforeAt - EARLIER_MS;
  return isOlder ? new Date(at).toISOString() : since;
}

function byServers(status: DomainRow["status"], servers: readonly ServerRow[]): string | undefined {
  const serving = servers.filter((one) => SERVING.has(one.status));
  switch (status) {
    case "healthy":
    case "checking":
      return newest(servers);
    case "degraded": {
      const [up, away] = [oldest(serving), oldest(servers.filter((one) => !serving.includes(one)))];
      if (up === undefined || away === undefined) return undefined;
      return [up, away].sort().at(-1);
    }
    case "down": {
      const down = servers.filter((one) => one.status === "DOWN");
      return newest(down.length === 0 ? servers : down);
    }
    case "no_servers":
      return undefined;
  }
}

/** Times in ISO 8601 sort as texts. `undefined` where one is not known. */
function newest(servers: readonly ServerRow[]): string | undefined {
  return sinces(servers)?.at(-1);
}

function oldest(servers: readonly ServerRow[]): string | undefined {
  return sinces(servers)?.at(0);
}

function sinces(servers: readonly ServerRow[]): readonly string[] | undefined {
  const known = servers.flatMap(({ since }) => since ?? []);
  return known.length === servers.length ? known.sort() : undefined;
}
