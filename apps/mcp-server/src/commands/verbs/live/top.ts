import { UsageError } from "../../../program/usage-error.js";
import { liveOptions, readLive } from "../../live/live-options.js";
import { type LiveView, runLive } from "../../live/run-live.js";
import { oneLine, textOf } from "../../output/cell.js";
import { type Form, readForm } from "../../output/render-output.js";
import { renderTable, type Screen } from "../../output/render-table.js";
import { takeDomains, takeServers } from "../../top/take-rows.js";
import { DOMAIN_COLUMNS, SERVER_COLUMNS, toJson } from "../../top/top-columns.js";
import { type Counted, ORDERS, type OrderName, type RatedRow, rated, sorted } from "../../top/top-rows.js";
import { defineVerb } from "../../verb.js";

const NAMES = Object.keys(ORDERS) as OrderName[];
/** Keys that sort by another order. */
const KEYS: Readonly<Record<string, OrderName>> = {
  h: "health",
  r: "requests",
  e: "5xx",
  t: "ms",
  s: "sessions",
  n: "name",
};
const HELP = "q quit · sort by h health, r requests, e 5xx, t time (ms), s sessions, n name";

interface Sample {
  readonly time: Date;
  readonly rows: readonly RatedRow[];
  readonly about: string;
}

export const top = defineVerb({
  name: "top",
  summary: "show the traffic and health of domains, or of the servers of one, as they change",
  positionals: [{ name: "DOMAIN", isOptional: true, values: "domains" }],
  options: {
    sort: {
      type: "string",
      value: "ORDER",
      default: "health",
      values: NAMES,
      summary: `what comes first: ${NAMES.join(", ")}`,
    },
    ...liveOptions([...SERVER_COLUMNS.slice(0, 2), ...DOMAIN_COLUMNS]),
  },
  examples: ["top", "top www.example.com --once"],
  run(call) {
    const {
      positionals: [domain],
      options,
      environment,
    } = call;
    const order = NAMES.find((name) => name === options.sort);
    if (order === undefined)
      throw new UsageError(`--sort is ${JSON.stringify(options.sort)}; it must be ${NAMES.join(", ")}`);
    const columns = (domain === undefined ? DOMAIN_COLUMNS : SERVER_COLUMNS) as readonly never[];
    const form = readForm({ table: { items: () => [], columns } }, options, process.stdout, environment);
    return runLive(createTop(domain, order, form), { form, ...readLive(call) });
  },
});

export function createTop(
  domain: string | undefined,
  given: OrderName,
  { output, columns, screen }: Pick<Form, "output" | "columns" | "screen">,
): LiveView<Sample> {
  let order = given;
  let before: ReadonlyMap<string, Counted> = new Map();
  let at = performance.now();
  const table = (rows: readonly RatedRow[], where: Screen) =>
    renderTable(columns as typeof DOMAIN_COLUMNS, rows, where);
  return {
    least: 2,
    keys: HELP,
    async take(caller, signal) {
      const { rows, about } = await (domain === undefined
        ? takeDomains(caller, signal)
        : takeServers(domain, caller, signal));
      const now = performance.now();
      const sample = { time: new Date(), rows: rated(rows, before, (now - at) / 1_000), about };
      before = new Map(rows.map((row) => [row.key, row]));
      at = now;
      return sample;
    },
    frame({ time, rows, about }, where, height) {
      const shown = sorted(rows, order).slice(0, Math.max(height - 3, 0));
      const head = oneLine(`${time.toISOString().slice(11, 19)}Z  ${about}`);
      const more = rows.length - shown.length;
      return [
        [...head].slice(0, where.width).join(""),
        ...table(shown, where).split("\n").slice(0, -1),
        ...(more > 0 ? [`… ${more} more`] : []),
      ];
    },
    print({ time, rows }) {
      const all = sorted(rows, order);
      if (output === "json")
        return `${JSON.stringify({ time: time.toISOString(), rows: all.map(toJson) })}\n`;
      const [first] = columns as typeof DOMAIN_COLUMNS;
      if (output === "name") return all.map((row) => `${textOf(first?.cell(row))}\n`).join("");
      return table(all, screen);
    },
    onKey(key) {
      order = KEYS[key] ?? order;
    },
  };
}
