// The backend that a configuration has free: next-pool < domains.map
import { text } from "node:stream/consumers";
import { lowestFreePool, poolName, poolNumber } from "@haproxy-mcp/pool-allocator";

const lines = (await text(process.stdin)).split("\n");
const used = lines.flatMap((line) => poolNumber(line.split(" ")[1] ?? "") ?? []);
const free = lowestFreePool({ count: 100, slots: 10 }, new Set(used));
console.log(free === undefined ? "none" : poolName(free));
