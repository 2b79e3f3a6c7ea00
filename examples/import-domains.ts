// Adds the domains of a list to files that HAProxy loads, all or none, each in a pool of its own; HAProxy need not run.
// Lines are `DOMAIN ADDRESS [PORT]`: import-domains FOLDER LIST
import { readFile } from "node:fs/promises";
import { createFileStateStore, poolOf } from "@haproxy-mcp/map-store";
import { lowestFreePool } from "@haproxy-mcp/pool-allocator";
import { parse, parseDomainPattern, serverSchema, slotSchema } from "@haproxy-mcp/validation";

const [folder = ".", list = ""] = process.argv.slice(2);
const wanted = (await readFile(list, "utf8")).split("\n").flatMap((line) => {
  const [domain, ip, port] = line.split(" ");
  if (domain === undefined || domain === "") return [];
  return [{ name: parseDomainPattern(domain), server: parse(serverSchema, { ip, port }) }];
});
const store = createFileStateStore({
  mapFile: `${folder}/domains.map`,
  serversFile: `${folder}/servers.json`,
});

const { result } = await store.update(({ state, resting }) => {
  const pools = new Map(state.pools);
  const taken = () => new Set([...pools.keys(), ...resting.keys()]);
  for (const { name, server } of wanted) {
    if (poolOf({ pools }, name) !== undefined) continue;
    const pool = lowestFreePool({ count: 100, slots: 10 }, taken());
    if (pool === undefined) throw new Error(`no pool is free for ${name}: nothing was changed`);
    pools.set(pool, { names: new Set([name]), servers: new Map([[parse(slotSchema, 1), server]]) });
  }
  return { state: { ...state, pools }, result: pools.size - state.pools.size };
});
console.log(`${result} added`);
