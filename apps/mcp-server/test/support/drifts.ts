import type { Drift, Uncertainty } from "@haproxy-mcp/load-balancer";
import type { Domain } from "@haproxy-mcp/validation";

/** HAProxy matches the files. */
export const NO_DRIFT: Drift = {
  differences: [],
  uncertain: [],
  released: [],
  orphans: [],
  loss: undefined,
};

/** A line with a trailing remark. */
export const REMARK: Uncertainty = {
  kind: "UNREADABLE",
  about: "route",
  file: "domains.map",
  line: 2,
  key: "two.test",
  name: "two.test" as Domain,
  pool: 2,
  message: 'the value "pool_2 # moved" is no backend',
  running: "pool_2",
  atReload: "HAProxy responds 503 for two.test",
  remedy: 'make line 2 read "two.test pool_2", or delete it to remove the name',
};

export const ORPHANS: Drift["orphans"] = [
  { name: "old.test" as Domain, since: new Date("2026-11-20T08:00:00Z") },
  { name: "older.test" as Domain, since: undefined },
];

export const LOSS = "domains.map has 1 of 4 names that were committed last";
