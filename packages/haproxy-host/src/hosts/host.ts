export interface HostOptions {
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** One message of HAProxy about its configuration. */
export interface ConfigProblem {
  readonly severity: "alert" | "warning";
  readonly message: string;
  /** As this machine sees it, where that is known; else as HAProxy does. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

export interface CheckResult {
  /** HAProxy would start with it. Warnings do not count. */
  readonly ok: boolean;
  readonly problems: readonly ConfigProblem[];
}

export interface Reloaded {
  /** Process ids of the worker that answers now, and of the one before, as HAProxy sees them. */
  readonly pid: number;
  readonly previousPid: number;
  /** What the new worker warned of while it started. */
  readonly warnings: readonly ConfigProblem[];
}

export type HostState =
  /** `pid`: of the master, as this machine sees it. */
  | { readonly state: "running"; readonly pid: number }
  | { readonly state: "stopped" }
  | { readonly state: "failed"; readonly reason: string }
  /** The host knows no such container or unit. */
  | { readonly state: "missing"; readonly reason: string };

/** HAProxy as a process on its host. Any way to run it can stand behind this. */
export interface HaproxyHost {
  /**
   * HAProxy's own verdict on its configuration file. Runs beside a running one.
   *
   * @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED`, `NOT_FOUND`, `CANCELLED`
   */
  check(options?: HostOptions): Promise<CheckResult>;
  /**
   * Resolves once HAProxy answers. One that an earlier start left running is ended first, or kept where it is the host's own.
   *
   * @throws HostError `PROGRAM_MISSING`, `NOT_FOUND`, `CONFIG_REFUSED`, `START_FAILED`, `CANCELLED`
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
   * Checks the configuration, takes it anew, and resolves once a new worker answers. The old one ends what it has begun.
   *
   * @throws HostError `CONFIG_REFUSED`, `RELOAD_FAILED`, `CANCELLED`, and those of `check`; the old worker serves on
   */
  reload(options?: HostOptions): Promise<Reloaded>;
  /** @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED` where the host cannot be asked */
  state(options?: HostOptions): Promise<HostState>;
}
