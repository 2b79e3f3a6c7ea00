export interface HostOptions {
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

/** One line of HAProxy's verdict on its configuration. */
export interface ConfigProblem {
  readonly severity: "alert" | "warning";
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

export interface CheckResult {
  /** HAProxy would start with it. Warnings do not count. */
  readonly ok: boolean;
  readonly problems: readonly ConfigProblem[];
}

export type HostState =
  | { readonly state: "running"; readonly pid: number }
  | { readonly state: "stopped" }
  | { readonly state: "failed"; readonly reason: string };

/** HAProxy as a process on its host. Any way to run it can stand behind this. */
export interface HaproxyHost {
  /** HAProxy's own verdict on its configuration file. Runs beside a running one. @throws HostError `PROGRAM_MISSING` */
  check(options?: HostOptions): Promise<CheckResult>;
  /**
   * Resolves once HAProxy answers. One that an earlier start left running is ended first.
   *
   * @throws HostError `PROGRAM_MISSING`, `CONFIG_REFUSED`, `START_FAILED`, `ABORTED`, with nothing left running
   */
  start(options?: HostOptions): Promise<void>;
  /**
   * Resolves once none of its processes is left, and does nothing where none is. Requests in flight are given time
   * to end.
   *
   * @throws HostError `STOP_FAILED`
   */
  stop(): Promise<void>;
  /**
   * Takes the configuration anew, and resolves once a new worker answers. The old one ends what it has begun.
   *
   * @throws HostError `CONFIG_REFUSED`, `RELOAD_FAILED`, `ABORTED`; the old worker serves on
   */
  reload(options?: HostOptions): Promise<void>;
  state(): Promise<HostState>;
}
