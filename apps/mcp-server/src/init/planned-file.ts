/**
 * What must be done once a file was written: `users` and `folders` are created, `units` are loaded, `podman socket` is restarted.
 * HAProxy is restarted (`haproxy`) or reloads its `configuration`; the `server` is restarted.
 */
export type Effect = "users" | "folders" | "units" | "podman socket" | "haproxy" | "configuration" | "server";

/** A file that `haproxy-mcp init` creates. */
export interface PlannedFile {
  /** Its path on the target machine. */
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /**
   * `rendered`: follows the settings. `seed`: written once, then never changed: the state. `secret`: a seed whose content is
   * never shown.
   */
  readonly kind: "rendered" | "seed" | "secret";
  readonly affects: readonly Effect[];
}

export const READABLE = 0o644;
export const PRIVATE = 0o600;
