/** What two clocks may differ by before an age is wrong; a message takes some of it. */
const SAME_MS = 2_000;
/** By how much the server's clock is ahead of the browser's. */
let aheadMs = 0;

/** Milliseconds since 1970 by the clock of the server, as all times of the page are. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}

/** @param at - when the server sent what has just arrived */
export function followServer(at: number) {
  if (Math.abs(at - serverNow()) > SAME_MS) aheadMs = at - Date.now();
}
