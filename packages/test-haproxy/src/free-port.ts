import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that the kernel gives to outgoing connections (ip_local_port_range), which would take one in the meantime, and
 * above the last one that `fetch` refuses as a bad port (Fetch Standard section 2.9: 10080).
 */
const FIRST = 10_081;
const LAST = 30_000;
const MOST_TRIES = 200;

/** Test files run side by side, each in a process of its own: a port that one was given and has not taken yet is no other's. */
const SLICES = 16;
const SLICE = (LAST - FIRST) / SLICES;
const given = new Set<number>();

/** A loopback TCP port that was free a moment ago, for programs that cannot be told to take any; the first of several in a row. */
export async function freePort(inARow = 1): Promise<number> {
  for (let i = 0; i < MOST_TRIES; i++) {
    const first = startOfSlice() + Math.floor(Math.random() * (SLICE - inARow));
    const ports = Array.from({ length: inARow }, (_, k) => first + k);
    if (ports.some((port) => given.has(port))) continue;
    for (const port of ports) given.add(port);
    const free = await Promise.all(ports.map(isFree));
    if (!free.includes(false)) return first;
  }
  throw new Error(`no free port in ${MOST_TRIES} tries`);
}

/** Of the worker that this process is, from 1 (Vitest). */
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
