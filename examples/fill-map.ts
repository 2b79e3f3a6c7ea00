// Replaces a map of the running HAProxy by the lines of a file, at once for all traffic: fill-map SOCKET MAP FILE
import { readFile } from "node:fs/promises";
import { createRuntimeApiClient, replaceMap, showMap } from "@haproxy-mcp/runtime-api-client";

const [socket = "/run/haproxy.sock", map = "", file = ""] = process.argv.slice(2);
const client = createRuntimeApiClient({ address: { path: socket }, timeoutMs: 60_000 });

const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
const entries = lines.map((line) => {
  const [key = "", value = ""] = line.split(" ");
  return { key, value };
});
await replaceMap(client, map, entries);
console.log(`${map} has ${(await client.execute(showMap(map))).length} entries`);
