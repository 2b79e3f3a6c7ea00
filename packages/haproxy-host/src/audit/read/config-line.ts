/** A non-empty line of `haproxy.cfg`. */
export interface ConfigLine {
  /** Absent if the configuration was given as a text. */
  readonly file?: string | undefined;
  /** From 1. */
  readonly number: number;
  readonly words: readonly string[];
  /** As written, without indentation and comment. */
  readonly text: string;
}
