// The process of the visitors: `node process.mjs PORT DOMAINS REQUESTS_PER_SECOND`. It sends what it saw to its parent; with any message from it, it lets the last
// requests end, and then sends `"end"`.
import { startVisitors } from "./visitors.mjs";

const EVERY_MS = 250;

const [port = 0, domains = 0, perSecond = 0] = process.argv.slice(2).map(Number);
/** @type {import("./visitors.mjs").Visit[]} */
let seen = [];
const visitors = startVisitors({ port, domains, perSecond, seen: (visit) => seen.push(visit) });
const report = () => {
  process.send?.(seen);
  seen = [];
};
setInterval(report, EVERY_MS);
process.on("message", async () => {
  await visitors.finish();
  report();
  process.send?.("end", () => process.disconnect());
});
process.on("disconnect", () => process.exit());
