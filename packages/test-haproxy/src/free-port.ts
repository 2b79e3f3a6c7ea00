import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that the kernel uses for outgoing connections (ip_local_port_range), which could take one meanwhile, and
 * above the last that `fetch` refuses as a bad port (Fetch Standard section 2.9: 10080).
 */
const FIRST = 10_081;
const LAST = 30_000;
const MOST_TRIES = 200;

/** Test files run concurrently, each in its own process: a port given to one and not yet used must not go to another. */
const SLICES = 16;
const SLICE = (LAST - FIRST) / SLICES;
const given = new Set<number>();

/** A loopback TCP port that was free a moment ago, for programs that can't choose one; the first of several in a row. */
export async function freePort(inARow = 1): Promise<number> {
  for (let i = 0; i < MOST_TRIES; i++) {
    const first = startOfSlice() + Math.floor(Math.random() * (SLICE - inARow));
    const ports = Array.from({ length: inARow }, (_, k) => first + k);
    if (ports.some((port) => given.has(port))) continue;
    for (const port of ports) given.add(port);
    const free = await Promise.all(ports.map(isFree));
    if (!free.includes(false)) return first;
  }
  throw new Error(`no free port found in ${MOST_TRIES} tries`);
}

/** Number of this worker process, from 1 (Vitest). */
function startOfSlice(): number {
  const worker = Number(process.env["VITEST_POOL_ID"] ?? "1");
  return FIRST + Math.floor(((worker - 1) % SLICES) * SLICE);
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
