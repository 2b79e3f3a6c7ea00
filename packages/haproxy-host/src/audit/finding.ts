import type { ConfigSettings } from "../config/config-settings.js";

/** What a configuration is compared with. Only the last part of a path counts: a container may mount it elsewhere. */
export interface AuditSettings extends Pick<ConfigSettings, "pools" | "mapFile" | "stateFile"> {
  readonly certsDir: string;
  /** Port of the Runtime API on this machine, or the path of its socket. */
  readonly runtime: { readonly port: number } | { readonly path: string };
}

/** Something that is missing or wrong in a configuration. */
export interface Finding {
  /** `error`: a part of this project does not work with it. */
  readonly severity: "error" | "warning";
  /** Absent for what is missing. */
  readonly line?: number | undefined;
  readonly message: string;
  /** What to write or do. */
  readonly remedy: string;
  /** For remedies that only the application knows: where the number of pools is set, and what renders the routing rules. */
  readonly hint?: "pool-count" | "routing-rules" | undefined;
}
