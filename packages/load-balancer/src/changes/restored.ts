import type { Orphan } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Uncertainty } from "../certainty/uncertainty.js";
import type { Difference } from "../node/difference.js";

/** Why HAProxy was compared with the files: the first time; a new worker; a change whose outcome is unknown; files changed by hand. */
export type ReconcileReason = "start" | "restart" | "unknown outcome" | "edited files";

/** What was compared and repaired. */
export interface Restored {
  /** Differences that were repaired in HAProxy. */
  readonly applied: readonly Difference[];
  /** Differences that are left, such as a server in a slot that HAProxy does not have. */
  readonly remaining: readonly Difference[];
  /** HAProxy's refusals, quoted. */
  readonly refusals: readonly string[];
  /** Lines and records that are left unchanged with the routes and servers that they are about, each with what runs now. */
  readonly uncertain: readonly Uncertainty[];
  /** Names that the operator removed from the map, and HAProxy does not route any more. */
  readonly released: readonly DomainPattern[];
  /** Names that `applied` and `released` are about. */
  readonly domains: readonly DomainPattern[];
  /** Names that have records in `servers.json` and no line in the map: kept, without effect. */
  readonly orphans: readonly Orphan[];
  /** Why nothing was written: HAProxy was repaired without the lock. */
  readonly notSaved?: string | undefined;
}
