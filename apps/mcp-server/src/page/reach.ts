import { connect } from "node:net";
import type { ReachResult } from "./model.js";

const LIMIT_MS = 2_000;

/** Opens a TCP connection from this machine, and closes it. HAProxy may be elsewhere, or in a network of its own. */
export function reach(host: string, port: number, signal: AbortSignal): Promise<ReachResult> {
  const beganAt = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const timer = setTimeout(() => end({ reachable: false, why: NO_RESPONSE }), LIMIT_MS);
    const end = (result: ReachResult) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end({ reachable: true, ms: Math.round(performance.now() - beganAt) }));
    socket.on("error", ({ code = "" }: NodeJS.ErrnoException) =>
      end({ reachable: false, why: WHY[code] ?? `the connection failed (${code})` }),
    );
  });
}

const NO_RESPONSE = `no response within ${LIMIT_MS / 1_000} s: no machine has this address, or a firewall drops the connection`;
const NO_ROUTE = "this machine has no route to this address";
const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused: nothing listens on this port",
  ECONNRESET: "the connection was closed at once",
  ETIMEDOUT: NO_RESPONSE,
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  EACCES: "this machine does not allow the connection",
  EADDRNOTAVAIL: NO_ROUTE,
};
