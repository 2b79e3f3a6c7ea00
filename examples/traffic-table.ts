// Which server gets which traffic, as a table: traffic-table SOCKET
import { createRuntimeApiClient, showStat } from "@haproxy-mcp/runtime-api-client";

const [socket = "/run/haproxy.sock"] = process.argv.slice(2);
const client = createRuntimeApiClient({ address: { path: socket } });

const servers = await client.execute(showStat({ kinds: ["server"], only: "no-maint" }));
const widths = [24, 8, 10, 8, 8];
const row = (cells: readonly unknown[]) =>
  cells.map((cell, i) => String(cell ?? "-").padEnd(widths[i] ?? 0)).join("");
console.log(row(["server", "status", "requests", "errors", "ms"]));
for (const { proxy, name, status, totalRequests, responseErrors, times } of servers)
  console.log(row([`${proxy}/${name}`, status, totalRequests, responseErrors, times?.totalMs]));
