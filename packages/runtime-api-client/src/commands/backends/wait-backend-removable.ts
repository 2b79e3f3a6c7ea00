import type { RuntimeCommand } from "../../command.js";
import { wait } from "../wait.js";
import { backendName } from "./backend-name.js";

/**
 * `wait <ms> be-removable <name>` (management.txt section 9.3, HAProxy 3.4): responds once `del backend` would be accepted. Refused
 * at once if it never would, and with `Wait delay expired.` when the time is up. HAProxy's `stats timeout`, 10 s by
 * default, interrupts it; `waitUntilBackendRemovable` waits longer.
 *
 *     [6]: Done.
 *
 * @param waitMs at most that long
 */
export function waitBackendRemovable(name: string, waitMs: number): RuntimeCommand<void> {
  return wait(`be-removable ${backendName(name)}`, waitMs);
}
