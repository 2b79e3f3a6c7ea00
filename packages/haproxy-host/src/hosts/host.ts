/** Of each call of a host. */
export interface HostOptions {
  /** Cancels the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** What is checked. */
export interface CheckOptions extends HostOptions {
  /** Paths on this machine, checked in this order instead of its configuration. */
  readonly files?: readonly string[] | undefined;
}

/** One message of HAProxy about its configuration. */
export interface ConfigProblem {
  readonly severity: "alert" | "warning";
  readonly message: string;
  /** Path on this machine if known, else as HAProxy sees it. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** HAProxy's verdict on a configuration, with what it reported. */
export interface CheckResult {
  /** Whether HAProxy would start with it. Warnings do not count. */
  readonly ok: boolean;
  readonly problems: readonly ConfigProblem[];
}

/** A reload that succeeded. */
export interface Reloaded {
  /** Process ids of the current worker and of the one before, as HAProxy sees them; of the latter, if it responded. */
  readonly pid: number;
  readonly previousPid?: number | undefined;
  /** Warnings of the new worker while it started. */
  readonly warnings: readonly ConfigProblem[];
}

/** How the process, unit or container is. */
export type HostState =
  /** `pid`: the master's, as this machine sees it. */
  | { readonly state: "running"; readonly pid: number }
  | { readonly state: "stopped" }
  | { readonly state: "failed"; readonly reason: string }
  /** No such container or unit exists on the host. */
  | { readonly state: "missing"; readonly reason: string };

/** HAProxy as a process on its host, however it runs. */
export interface HaproxyHost {
  /**
   * HAProxy's own verdict on its configuration file. Runs beside a running one.
   *
   * @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED`, `NOT_FOUND`, `CANCELLED`; `INVALID_SETTING` for files that it can't see
   */
  check(options?: CheckOptions): Promise<CheckResult>;
  /**
   * Resolves once HAProxy responds. One that an earlier start left running is ended first, or kept if the host manages it.
   *
   * @throws HostError `PROGRAM_MISSING`, `NOT_FOUND`, `CONFIG_REFUSED`, `START_FAILED`, `CANCELLED`
   */
  start(options?: HostOptions): Promise<void>;
  /**
   * Resolves once none of its processes is left; does nothing if none runs. Requests in flight get time
   * to complete.
   *
   * @throws HostError `STOP_FAILED`
   */
  stop(): Promise<void>;
  /**
   * Checks the configuration, reloads it, and resolves once a new worker responds. The old one completes its requests.
   *
   * @throws HostError `CONFIG_REFUSED`, `RELOAD_FAILED`, `CANCELLED`, and those of `check`; the old worker keeps serving unless the message of `RELOAD_FAILED` says otherwise
   */
  reload(options?: HostOptions): Promise<Reloaded>;
  /** Whether HAProxy runs now, as its host sees it. @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED` if the host does not respond */
  state(options?: HostOptions): Promise<HostState>;
}
