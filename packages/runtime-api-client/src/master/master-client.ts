import { count } from "../arguments.js";
import { createClient, type RuntimeApiClient, type RuntimeApiClientOptions } from "../client.js";
import { addressedDialect, masterDialect, sessionDialect } from "../wire/dialect.js";
import { createSlots } from "../wire/slots.js";
import { createSocketTransport } from "../wire/transport.js";
import { type Reloaded, type ReloadOptions, reload } from "./reload.js";

/** A worker: the current one, or any by its process id, also one that is leaving. */
export type WorkerRef = "current" | { readonly pid: number };

/** How a worker is addressed through the master CLI. */
export interface WorkerOptions {
  /**
   * `command`: each command separately, `@`. `session`: a whole connection, `@@` (HAProxy 3.2), which `wait` and `follow` need.
   * Default: `command`.
   */
  readonly addressing?: "command" | "session" | undefined;
}

/** A client of HAProxy's master CLI (`haproxy -S`; management guide, section 9.4). */
export interface MasterCliClient extends Pick<RuntimeApiClient, "target" | "execute" | "batch"> {
  /**
   * Reloads the configuration, and returns the result.
   *
   * @throws CommandRejectedError with HAProxy's own words when it was refused: the old worker keeps serving
   */
  reload(options?: ReloadOptions): Promise<Reloaded>;
  /**
   * A client of one worker. With `@`, HAProxy before 3.0 gives no severities: a refusal whose text this package does not
   * know is then `MALFORMED_REPLY`.
   */
  worker(ref: WorkerRef, options?: WorkerOptions): RuntimeApiClient;
}

/** HAProxy's limit of connections, minus two for operators. */
const MAX_CONNECTIONS = 8;

/**
 * A client of the master CLI (management.txt section 9.4), which HAProxy has when it is started with `-W -S <address>`. Its own
 * commands are few: `showProcesses()`, `showVersion()`.
 */
export function createMasterCliClient(options: RuntimeApiClientOptions): MasterCliClient {
  const { slots = createSlots(MAX_CONNECTIONS), transport = createSocketTransport(options.address) } =
    options;
  const shared = { ...options, slots, transport };
  const { target, execute, batch } = createClient(shared, masterDialect);
  const master = { target, execute, batch };
  return {
    ...master,
    reload: (reloadOptions = {}) => reload(transport, master, reloadOptions),
    worker(ref, { addressing = "command" } = {}) {
      const address = ref === "current" ? "@1" : `@!${count(ref.pid, "a process id")}`;
      return createClient(
        shared,
        addressing === "session" ? sessionDialect(address) : addressedDialect(address),
      );
    },
  };
}
