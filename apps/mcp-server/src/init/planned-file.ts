/** A file that `haproxy-mcp init` wants on the machine. */
export interface PlannedFile {
  /** As it is on the machine that it is for. */
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /**
   * `rendered`: follows the settings. `seed`: there once, then somebody else's: the state, and secrets. `secret`: such a one whose
   * content is shown to nobody.
   */
  readonly kind: "rendered" | "seed" | "secret";
}

export const READABLE = 0o644;
export const PRIVATE = 0o600;
