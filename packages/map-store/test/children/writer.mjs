// Adds a domain and removes the one before it, again and again, and prints the number of each update that is done.
// node writer.mjs <folder> <name> <first> <last> <stale ms>
import { join } from "node:path";
import { createLockfileLocker } from "@haproxy-mcp/durable-files";
import { createFileStateStore } from "@haproxy-mcp/map-store";

const [folder = "", name = "", first, last, staleMs] = process.argv.slice(2);
const store = createFileStateStore({
  mapFile: join(folder, "domains.map"),
  serversFile: join(folder, "servers.json"),
  locker: createLockfileLocker({ staleMs: Number(staleMs) }),
});
const record = { ip: "192.0.2.1", port: 80, weight: 1, state: "ready" };

for (let number = Number(first); number <= Number(last); number++) {
  const [added, removed] = [`d${number}.${name}.example.com`, `d${number - 1}.${name}.example.com`];
  await store.update((/** @type {any} */ { state }) => {
    const used = new Set(state.domains.values());
    let pool = 1;
    while (used.has(pool)) pool++;
    const domains = new Map([...state.domains, [added, pool]]);
    const servers = new Map([...state.servers, [added, new Map([[1, record]])]]);
    if (number % 2 === 0) for (const map of [domains, servers]) map.delete(removed);
    return { state: { ...state, domains, servers }, result: undefined };
  });
  process.stdout.write(`${number}\n`);
}
