import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that the kernel gives to outgoing connections (ip_local_port_range), which would take one in the meantime, and
 * above the last one that `fetch` refuses as a bad port (Fetch Standard section 2.9: 10080).
 */
const FIRST = 10_081;
const LAST = 30_000;
const MOST_TRIES = 200;

/** A loopback TCP port that was free a moment ago, for programs that cannot be told to take any; the first of several in a row. */
export async function freePort(inARow = 1): Promise<number> {
  for (let i = 0; i < MOST_TRIES; i++) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    const ports = Array.from({ length: inARow }, (_, k) => first + k);
    const free = await Promise.all(ports.map(isFree));
    if (!free.includes(false)) return first;
  }
  throw new Error(`no free port in ${MOST_TRIES} tries`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
