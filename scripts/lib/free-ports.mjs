import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that the kernel gives to outgoing connections. */
const FIRST = 12_000;
const PORTS = 15_000;

/**
 * Loopback ports that were free a moment ago, in a row.
 *
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  for (;;) {
    const first = FIRST + Math.floor(Math.random() * PORTS);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports;
  }
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer();
  try {
    server.listen(port);
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
