import { oneOf, unsafe } from "../arguments.js";
import { type RuntimeCommand, read, writeAnnounced } from "../command.js";
import { line } from "../line.js";
import { rowsOf } from "../reply.js";
import { wait } from "./wait.js";

/**
 * `show backend` (management.txt section 9.3): the names of all backends.
 *
 *     # name
 *     pool_1
 *     pool_2
 */
export function showBackends(): RuntimeCommand<readonly string[]> {
  return read("show backend", rowsOf);
}

export interface NewBackend {
  readonly name: string;
  /** Name of the `defaults` section that it takes its settings from. */
  readonly from: string;
  /** Needed unless that section has one. */
  readonly mode?: "tcp" | "http" | undefined;
  readonly guid?: string | undefined;
}

/**
 * `add backend <name> from <defaults> [mode <mode>] [guid <guid>]` (management.txt section 9.3, HAProxy 3.4): a backend with no
 * servers that is gone at the next reload. It is chosen by no rule until `publishBackend`.
 *
 *     [6]: New backend registered.
 */
export function addBackend({ name, from, mode, guid }: NewBackend): RuntimeCommand<void> {
  const words = [`add backend ${backendName(name)} ${line`from ${from}`}`];
  if (mode !== undefined) words.push(`mode ${oneOf(mode, ["tcp", "http"])}`);
  if (guid !== undefined) words.push(line`guid ${guid}`);
  return writeAnnounced(words.join(" "), /New backend registered\./);
}

/**
 * `publish backend <name>` (management.txt section 9.3, HAProxy 3.4): rules may choose it from now on.
 *
 *     [6]: Backend published.
 */
export function publishBackend(name: string): RuntimeCommand<void> {
  return writeAnnounced(`publish backend ${backendName(name)}`, /Backend published./);
}

/**
 * `unpublish backend <name>` (management.txt section 9.3, HAProxy 3.4): rules that name it are passed over; checks go on.
 *
 *     [6]: Backend unpublished.
 */
export function unpublishBackend(name: string): RuntimeCommand<void> {
  return writeAnnounced(`unpublish backend ${backendName(name)}`, /Backend unpublished./);
}

/**
 * `wait <ms> be-removable <name>` (management.txt section 9.3, HAProxy 3.4): answers once `del backend` would be taken. Refused
 * at once where it never would, and with `Wait delay expired.` when the time is up. HAProxy's `stats timeout`, 10 s by
 * default, interrupts it; `waitUntilBackendRemovable` waits longer.
 *
 *     [6]: Done.
 *
 * @param waitMs at most that long
 */
export function waitBackendRemovable(name: string, waitMs: number): RuntimeCommand<void> {
  return wait(`be-removable ${backendName(name)}`, waitMs);
}

/**
 * `del backend <name>` (management.txt section 9.3, HAProxy 3.4). Refused while it is published, has servers, or is named in the
 * configuration. Notices of other objects may stand before the answer:
 *
 *     [6]: Backend deleted.
 */
export function delBackend(name: string): RuntimeCommand<void> {
  return writeAnnounced(`del backend ${backendName(name)}`, /Backend deleted./);
}

/** A backend's name as one word. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
function backendName(name: string): string {
  if (!name.includes("/")) return line`${name}`;
  throw unsafe(`a backend's name holds no slash: ${JSON.stringify(name)}`);
}
