// The process of the visitors: `node process.mjs PORT DOMAINS REQUESTS_PER_SECOND`. It sends what it saw to its parent.
import { startVisitors } from "./visitors.mjs";

const EVERY_MS = 250;

const [port = 0, domains = 0, perSecond = 0] = process.argv.slice(2).map(Number);
/** @type {import("./visitors.mjs").Visit[]} */
let seen = [];
startVisitors({ port, domains, perSecond, seen: (visit) => seen.push(visit) });
setInterval(() => {
  process.send?.(seen);
  seen = [];
}, EVERY_MS);
process.on("disconnect", () => process.exit());
