import type { ConfigSettings } from "../config/config-settings.js";

/** What a configuration is held against. Of paths only the last part counts: a container may see them elsewhere. */
export interface AuditSettings extends Pick<ConfigSettings, "pools" | "mapFile" | "stateFile"> {
  readonly certsDir: string;
  /** Port of the Runtime API on this machine, or the path of its socket. */
  readonly runtime: { readonly port: number } | { readonly path: string };
}

/** Something that is missing or wrong in a configuration. */
export interface Finding {
  /** `error`: something of ours does not work with it. */
  readonly severity: "error" | "warning";
  /** Absent for what stands nowhere. */
  readonly line?: number | undefined;
  readonly message: string;
  /** What to write, or do. */
  readonly remedy: string;
  /** For the words that only the application knows: where the number of pools is set, and what renders the routing rules. */
  readonly hint?: "pool-count" | "routing-rules" | undefined;
}
