import { bodyOf, domainOf } from "../backends.mjs";
import { ClosedBeforeResponse, Connection } from "./connection.mjs";

/** As a visit does: a few requests, then it is gone. */
const REQUESTS_OF_A_CONNECTION = 20;
/** Then the event loop turns: until it does, no request leaves this process. */
const MOST_AT_ONCE = 20;

/**
 * @typedef {object} Visit
 * @property {number} sentMs on the clock of {@link now}
 * @property {number} lateMs so long after it was due, because this process had no processor: not the proxy's doing
 * @property {number} tookMs from when it was sent to the end of its response
 * @property {boolean} isRepeated sent again on another connection
 * @property {string} [failure] why it failed
 */

/** Milliseconds on a clock that all processes of this machine share. */
export function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * Sends requests to random domains at a steady rate, whether or not earlier ones have their response: a slow proxy doesn't get fewer.
 *
 * @param {{ port: number, domains: number, perSecond: number, seen: (visit: Visit) => void }} options
 * @returns {{ finish: () => Promise<void> }} which sends no more, and waits for what was sent
 */
export function startVisitors({ port, domains, perSecond, seen }) {
  /** @type {Connection[]} */
  const idle = [];
  const first = now();
  let sent = 0;

  const takeConnection = () => {
    for (let one = idle.pop(); one !== undefined; one = idle.pop()) if (one.isOpen) return one;
    return new Connection(port);
  };
  const giveBack = (/** @type {Connection} */ connection) => {
    if (connection.requests >= REQUESTS_OF_A_CONNECTION) connection.close();
    else if (connection.isOpen) idle.push(connection);
  };
  const requestOn = async (/** @type {Connection} */ connection, /** @type {string} */ host) => {
    const body = await connection.request(host);
    giveBack(connection);
    if (body !== bodyOf(host, "old")) throw new Error(`${host} got ${body}`);
  };
  const visit = async (/** @type {number} */ dueMs) => {
    const host = domainOf(Math.floor(Math.random() * domains));
    const sentMs = now();
    let isRepeated = false;
    /** @type {string | undefined} */
    let failure;
    try {
      await requestOn(takeConnection(), host).catch((error) => {
        if (!(error instanceof ClosedBeforeResponse)) throw error;
        isRepeated = true;
        return requestOn(new Connection(port), host);
      });
    } catch (error) {
      failure = /** @type {Error} */ (error).message;
    }
    seen({
      sentMs,
      lateMs: sentMs - dueMs,
      tookMs: now() - sentMs,
      isRepeated,
      ...(failure === undefined ? {} : { failure }),
    });
  };
  /** @type {Set<Promise<void>>} */
  const inFlight = new Set();
  const timer = setInterval(() => {
    const most = sent + MOST_AT_ONCE;
    for (; sent < most && first + (sent * 1000) / perSecond <= now(); sent++) {
      const one = visit(first + (sent * 1000) / perSecond);
      inFlight.add(one);
      void one.then(() => inFlight.delete(one));
    }
  }, 1);
  return {
    async finish() {
      clearInterval(timer);
      await Promise.all(inFlight);
    },
  };
}
