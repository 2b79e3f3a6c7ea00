import { type RequestTarget, request } from "./request.js";

const CLIENTS = 2;

/**
 * Requests `/` of each host in turn, by two clients, until it is stopped. Stopping returns what came back, each once: `200 <body>`, or
 * the status; every host is requested once more after that.
 *
 * @param hosts one or more
 */
export function startTraffic(
  target: RequestTarget,
  hosts: readonly string[],
): () => Promise<readonly string[]> {
  const seen = new Set<string>();
  let isOver = false;
  const client = async () => {
    for (let isLast = false; !isLast; ) {
      isLast = isOver;
      for (const host of hosts) {
        const { status, body } = await request(target, { host });
        seen.add(status === 200 ? `200 ${body}` : String(status));
      }
    }
  };
  const running = Promise.all(Array.from({ length: CLIENTS }, client));
  running.catch(() => {}); // reported when it is stopped
  return async () => {
    isOver = true;
    await running;
    return [...seen].sort();
  };
}
