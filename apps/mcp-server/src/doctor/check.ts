/** What a check found, and how to mend it. */
export interface Trouble {
  /** `error`: something does not work. `warning`: something could be better. */
  readonly severity: "error" | "warning";
  readonly what: string;
  readonly mend: string;
}

export interface Check {
  readonly name: string;
  /** None: all is well. */
  readonly troubles: readonly Trouble[];
  /** What is well, in a few words. */
  readonly fact?: string;
}

export function error(what: string, mend: string): Trouble {
  return { severity: "error", what, mend };
}

export function warning(what: string, mend: string): Trouble {
  return { severity: "warning", what, mend };
}
