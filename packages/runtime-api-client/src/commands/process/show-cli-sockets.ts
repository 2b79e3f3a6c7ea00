import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** Where the Runtime API listens. */
export interface CliSocket {
  /** `unix@/run/haproxy/admin.sock`, `ipv4@127.0.0.1:9999`, `ipv6@[::1]:9999`; `sockpair@4` is the master's. */
  readonly address: string;
  /** `admin`, `operator` or `user`. */
  readonly level: string;
}

/**
 * `show cli sockets` (management.txt section 9.3): every socket of the Runtime API, of whichever configuration file.
 *
 *     # socket lvl processes
 *     ipv4@127.0.0.1:9999 admin all
 */
export function showCliSockets(): RuntimeCommand<readonly CliSocket[]> {
  return read("show cli sockets", (reply) =>
    splitLines(dataOf(reply)).flatMap((text) => {
      if (text === "" || text.startsWith("#")) return [];
      const [address = "", level, processes] = text.split(" ");
      if (level === undefined || processes === undefined)
        throw malformed(reply, `${JSON.stringify(text)} is not a socket`);
      return [{ address, level }];
    }),
  );
}
