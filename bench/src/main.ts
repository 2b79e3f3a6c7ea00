import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { haproxyBinary } from "@haproxy-mcp/test-haproxy";
import { certificateWorks } from "./certificate-works.js";
import { startLarge } from "./client-haproxy.js";
import { clientWorks } from "./client-works.js";
import { configWorks } from "./config-works.js";
import { historyWorks } from "./history-works.js";
import {
  addDomainWork,
  concurrentWork,
  manyDomainsWork,
  restoreWork,
  startWork,
  watchWork,
} from "./operation-works.js";
import { pageWorks } from "./page-works.js";
import { paintWorks } from "./paint-works.js";
import { startWorks } from "./start-works.js";
import { holds, type Row, renderTable } from "./table.js";
import { trafficWorks } from "./traffic-works.js";

async function measureClient(): Promise<readonly Row[]> {
  await using haproxy = await startLarge();
  return await clientWorks(haproxy);
}

function describeMachine(): string {
  const version = execFileSync(haproxyBinary(), ["-v"], { encoding: "utf8" }).split("\n")[0];
  const [cpu] = cpus();
  return `${version}, Node.js ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${new Date().toISOString().slice(0, 10)}`;
}

async function measureOperations(): Promise<readonly Row[]> {
  const works = [restoreWork, startWork, addDomainWork, concurrentWork, manyDomainsWork, watchWork];
  const rows: Row[] = [];
  for (const work of works) rows.push(await work());
  return rows;
}

process.stdout.write(`${describeMachine()}\n`);
const PARTS = {
  start: startWorks,
  client: measureClient,
  operations: measureOperations,
  history: historyWorks,
  traffic: trafficWorks,
  configuration: configWorks,
  certificates: certificateWorks,
  page: pageWorks,
  paint: paintWorks,
};

const wanted = process.argv.slice(2);
for (const [part, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(part)) continue;
  const rows = await measure();
  process.stdout.write(`\n${renderTable(rows)}\n`);
  if (!rows.every(holds)) process.exitCode = 1;
}
