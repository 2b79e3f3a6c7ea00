// Adds a domain and removes the one before it, again and again, and prints the number of each update that is done.
// node writer.mjs <folder> <name> <first> <last> <stale ms>
import { join } from "node:path";
import { createLockfileLocker } from "@haproxy-mcp/durable-files";
import { createFileStateStore, poolOf } from "@haproxy-mcp/map-store";

const [folder = "", name = "", first, last, staleMs] = process.argv.slice(2);
const store = createFileStateStore({
  mapFile: join(folder, "domains.map"),
  serversFile: join(folder, "servers.json"),
  locker: createLockfileLocker({ staleMs: Number(staleMs) }),
});
const record = { ip: "192.0.2.1", port: 80, weight: 1, state: "ready" };

for (let number = Number(first); number <= Number(last); number++) {
  /** @type {any} branded, as parseDomainPattern makes them */
  const [added, removed] = [`d${number}.${name}.example.com`, `d${number - 1}.${name}.example.com`];
  await store.update((/** @type {any} */ { state }) => {
    const pools = new Map(state.pools);
    let pool = 1;
    while (pools.has(pool)) pool++;
    pools.set(pool, { names: new Set([added]), servers: new Map([[1, record]]) });
    const former = poolOf(state, removed);
    if (number % 2 === 0 && former !== undefined) pools.delete(former);
    return { state: { ...state, pools }, result: undefined };
  });
  process.stdout.write(`${number}\n`);
}
