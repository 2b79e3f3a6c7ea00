import { cpus } from "node:os";
import { startLarge } from "./haproxy.js";
import { holds, renderTable } from "./table.js";
import { runAll } from "./works.js";

await using haproxy = await startLarge();
const version = /^Version: (\S+)/m.exec(await haproxy.runtime("show info"))?.[1];
const rows = await runAll(haproxy);
const [cpu] = cpus();
process.stdout.write(
  `HAProxy ${version}, Node.js ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${new Date().toISOString().slice(0, 10)}\n\n` +
    `${renderTable(rows)}\n`,
);
if (!rows.every(holds)) process.exitCode = 1;
