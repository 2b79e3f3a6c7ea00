import { portNumber } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { word } from "../../line.js";
import { expectAnnounced } from "../../reply.js";
import { ipAddress } from "./ip-address.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/** A server that is added to a running HAProxy (`add server`). */
export interface NewServer extends ServerRef {
  readonly address: string;
  /** 1 to 65535 */
  readonly port: number;
  /** Words of a `server` line, such as `["check", "weight", "10"]`. Nothing is taken from `default-server`. */
  readonly options?: readonly string[] | undefined;
}

/**
 * `add server <backend>/<server> <address>:<port> [options]` (management.txt section 9.3, HAProxy 2.6): a server that is
 * gone at the next reload. It starts in maintenance; `enableServer` and, with `check`, `enableHealth` start it. The backend
 * needs a dynamic `balance` algorithm.
 *
 *     [6]: New server registered.
 */
export function addServer(server: NewServer): RuntimeCommand<void> {
  const { address, port, options = [] } = server;
  const host = ipAddress(address).includes(":") ? `[${address}]` : address;
  const words = [serverRef(server), `${host}:${portNumber(port)}`, ...options.map(word)];
  return write(`add server ${words.join(" ")}`, (reply) =>
    expectAnnounced([/New server registered\./], reply),
  );
}
