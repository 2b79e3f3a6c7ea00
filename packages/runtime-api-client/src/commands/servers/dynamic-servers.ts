import { portNumber } from "../../arguments.js";
import { type RuntimeCommand, writeAnnounced } from "../../command.js";
import { word } from "../../line.js";
import { wait } from "../wait.js";
import { ipAddress } from "./ip-address.js";
import { type ServerRef, serverRef } from "./server-ref.js";

export interface NewServer extends ServerRef {
  readonly address: string;
  /** 1 to 65535 */
  readonly port: number;
  /** Words of a `server` line, such as `["check", "weight", "10"]`. Nothing is taken from `default-server`. */
  readonly options?: readonly string[] | undefined;
}

/**
 * `add server <backend>/<server> <address>:<port> [options]` (management.txt section 9.3, HAProxy 2.6): a server that is
 * gone at the next reload. It begins in maintenance; `enableServer` and, with `check`, `enableHealth` start it. The backend
 * needs a dynamic `balance` algorithm.
 *
 *     [6]: New server registered.
 */
export function addServer(server: NewServer): RuntimeCommand<void> {
  const { address, port, options = [] } = server;
  const host = ipAddress(address).includes(":") ? `[${address}]` : address;
  const words = [serverRef(server), `${host}:${portNumber(port)}`, ...options.map(word)];
  return writeAnnounced(`add server ${words.join(" ")}`, /New server registered\./);
}

/**
 * `wait <ms> srv-removable <backend>/<server>` (management.txt section 9.3, HAProxy 3.0): answers once `del server` would be
 * taken. Refused with `Failed.` for a server that is not in maintenance, `Wait delay expired.` when the time is up. HAProxy's
 * `stats timeout`, 10 s by default, interrupts it; `waitUntilServerRemovable` waits longer, and on 2.6 too.
 *
 *     [6]: Done.
 *
 * @param waitMs at most that long
 */
export function waitServerRemovable(target: ServerRef, waitMs: number): RuntimeCommand<void> {
  return wait(`srv-removable ${serverRef(target)}`, waitMs);
}

/**
 * `del server <backend>/<server>` (management.txt section 9.3, HAProxy 2.6). Refused with `Only servers in maintenance mode
 * can be deleted.`, and while it has connections; see `waitUntilServerRemovable`.
 *
 *     [6]: Server deleted.
 */
export function delServer(target: ServerRef): RuntimeCommand<void> {
  return writeAnnounced(`del server ${serverRef(target)}`, /Server deleted\./);
}
