import type { ExecuteOptions, RuntimeApiClient } from "./client.js";
import { unwrap } from "./command-result.js";
import { help } from "./commands/process/help.js";
import { showVersion } from "./commands/process/show-version.js";
import { waitConditions } from "./commands/process/wait-conditions.js";

/** What the running HAProxy supports, from its own responses: its version, its commands, what it can wait for. */
export interface Capabilities {
  /** `3.4.7-1` */
  readonly version: string;
  /** Commands at our level as `help` lists them, with their arguments. */
  readonly commands: readonly string[];
  /** Whether a command, by its first words, exists. */
  has(command: string): boolean;
  /** `wait … srv-removable`: HAProxy 3.0. */
  readonly waitServerRemovable: boolean;
  /** `wait … be-removable`: HAProxy 3.4. */
  readonly waitBackendRemovable: boolean;
  /** `add backend` and `del backend`: HAProxy 3.4. */
  readonly dynamicBackends: boolean;
  /** Built with TLS, so that certificates can be changed. */
  readonly certificates: boolean;
  /** `show ssl sni`: HAProxy 3.2. */
  readonly showSslSni: boolean;
  /** `add ssl ca-file`: HAProxy 2.7. */
  readonly addSslCaFile: boolean;
}

/**
 * Queries a worker. The result is valid until a reload: then query again.
 *
 * @throws RuntimeApiError
 */
export async function askCapabilities(
  client: RuntimeApiClient,
  options?: ExecuteOptions,
): Promise<Capabilities> {
  const [version, commands, conditions] = await client.batch(
    [showVersion(), help(), waitConditions()],
    options,
  );
  return capabilitiesOf({
    version: unwrap(version),
    commands: unwrap(commands),
    // a process that cannot wait refuses the command
    conditions: conditions.ok ? conditions.value : [],
  });
}

/** From the three responses. */
export function capabilitiesOf({
  version,
  commands,
  conditions,
}: {
  readonly version: string;
  readonly commands: readonly string[];
  readonly conditions: readonly string[];
}): Capabilities {
  const has = (command: string) =>
    commands.some((known) => known === command || known.startsWith(`${command} `));
  return {
    version,
    commands,
    has,
    waitServerRemovable: conditions.includes("srv-removable"),
    waitBackendRemovable: conditions.includes("be-removable"),
    dynamicBackends: has("add backend") && has("del backend"),
    certificates: has("set ssl cert"),
    showSslSni: has("show ssl sni"),
    addSslCaFile: has("add ssl ca-file"),
  };
}
