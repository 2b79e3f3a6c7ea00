import type { RuntimeCommand } from "../../command.js";
import { wait } from "../wait.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `wait <ms> srv-removable <backend>/<server>` (management.txt section 9.3, HAProxy 3.0): responds once `del server` would be
 * accepted. Refused with `Failed.` for a server that is not in maintenance, `Wait delay expired.` when the time is up. HAProxy's
 * `stats timeout`, 10 s by default, interrupts it; `waitUntilServerRemovable` waits longer, and on 2.6 too.
 *
 *     [6]: Done.
 *
 * @param waitMs at most that long
 */
export function waitServerRemovable(target: ServerRef, waitMs: number): RuntimeCommand<void> {
  return wait(`srv-removable ${serverRef(target)}`, waitMs);
}
