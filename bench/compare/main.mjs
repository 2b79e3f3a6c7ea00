// `pnpm compare [--write] [--quick]`: adds domains under load to nginx, Caddy, HAProxy with a scripted reload and haproxy-mcp, and prints a table. With
// --write it also renews docs/comparison.md and the charts in docs/images. --quick: 2 domains among 100 only, to see that all of it works and that haproxy-mcp fails no request.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { outputOf } from "../../scripts/lib/output-of.mjs";
import { ROOT } from "../../scripts/lib/root.mjs";
import { setUp } from "../../scripts/lib/set-up.mjs";
import { runMain, Stop } from "../../scripts/lib/stop.mjs";
import { startBackends } from "./backends.mjs";
import { caddyAdminApi } from "./contenders/caddy.mjs";
import { haproxyMcp } from "./contenders/haproxy-mcp.mjs";
import { haproxyWithReload } from "./contenders/haproxy-reload.mjs";
import { nginxWithReload } from "./contenders/nginx.mjs";
import { describeMachine } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { watchOthers } from "./processor-share.mjs";
import { proxyPrograms } from "./programs.mjs";
import { renderChart, THEMES } from "./results/chart.mjs";
import { withMeasured } from "./results/document.mjs";
import { renderReasons, renderTables } from "./results/table.mjs";

const PER_SECOND = 1000;
const FULL = { sizes: [100, 1000], rounds: 10 };
const QUICK = { sizes: [100], rounds: 2 };
/** Share of the processors that other programs may use while figures are made that are published. */
const MOST_OF_OTHERS = 0.1;
const BIOME = join(ROOT, "node_modules/.bin/biome");
const DOCUMENT = join(ROOT, "docs/comparison.md");

await runMain(async () => {
  const { values } = parseArgs({ options: { write: { type: "boolean" }, quick: { type: "boolean" } } });
  if (values.write === true && values.quick === true)
    throw new Stop("--write takes the figures of a whole run: leave out --quick.", 2);
  await setUp();
  const { sizes, rounds } = values.quick === true ? QUICK : FULL;
  const othersSince = watchOthers();
  const results = await measureAll(sizes, rounds);
  const others = othersSince();
  const machine = `${describeMachine()}; other programs used ${Math.round(others * 100)} % of the processors`;
  const measured = `${machine}\n\n${renderTables(results)}`;
  process.stdout.write(`${measured}\n`);
  if (values.write === true && others > MOST_OF_OTHERS)
    throw new Stop(
      "Nothing was written: other programs used too much of the processors. Run it on an idle machine.",
    );
  if (values.write === true) {
    writeFileSync(DOCUMENT, withMeasured(readFileSync(DOCUMENT, "utf8"), measured));
    await outputOf(BIOME, ["format", "--write", DOCUMENT]); // aligns the table
    for (const [theme, colours] of Object.entries(THEMES))
      writeFileSync(
        join(ROOT, `docs/images/comparison-${theme}.svg`),
        renderChart(results, machine, colours),
      );
  }
  if (values.quick === true && results.some(failedOurs))
    throw new Stop(
      "Requests of other domains failed while haproxy-mcp added a domain: the reasons are above.",
    );
  return results.some(({ firstRightMs }) => firstRightMs.every((one) => one === Number.POSITIVE_INFINITY))
    ? 1
    : 0;
});

/** @param {import("./measure.mjs").Result} result */
function failedOurs({ name, failures, failuresAtOnce }) {
  return name.startsWith("haproxy-mcp") && failures.length + failuresAtOnce.length > 0;
}

/**
 * One proxy at a time, so that each has the machine for itself.
 *
 * @param {readonly number[]} sizes
 * @param {number} rounds
 */
async function measureAll(sizes, rounds) {
  const { haproxy, caddy, nginx } = await proxyPrograms();
  const folder = mkdtempSync(join(tmpdir(), "compare-"));
  const backends = await startBackends(haproxy.binary, folder);
  const contenders = [
    ...haproxyMcp(haproxy),
    caddyAdminApi(caddy),
    nginxWithReload(nginx),
    haproxyWithReload(haproxy),
  ];
  try {
    const results = [];
    for (const domains of sizes)
      for (const contender of contenders) {
        process.stderr.write(`${contender.name}, ${domains} domains …\n`);
        const result = await measure(contender, backends, { domains, rounds, perSecond: PER_SECOND });
        process.stderr.write(renderReasons(result));
        results.push(result);
      }
    return results;
  } finally {
    await backends.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
