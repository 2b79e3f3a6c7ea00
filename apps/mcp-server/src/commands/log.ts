import { type FollowGap, RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import { createRuntime } from "../haproxy/create-runtime.js";
import { workAsService } from "../init/service-account.js";
import { untilClosed } from "../program/closed-output.js";
import { createLog } from "../program/log.js";
import { UsageError } from "../program/usage-error.js";
import { isWanted, type LogFilter, type LogLine, parseLogLine } from "../requests/log-line.js";
import { NoAccessLogError } from "../requests/no-access-log-error.js";
import { followRequests, readRequests } from "../requests/read-requests.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { createStateServices } from "../state-services.js";
import { ToolCallError, toCallError } from "./callers/tool-call-error.js";
import { EXIT } from "./exit-codes.js";
import { LOG_COLUMNS, withShortTimes } from "./log/log-columns.js";
import { oneLine } from "./output/cell.js";
import { type Form, readForm } from "./output/render-output.js";
import { createTable } from "./output/render-table.js";
import { FORMS, fieldsOf } from "./tool-options.js";
import { defineVerb } from "./verb.js";

const MAX_LINES = 100_000;
const ONLY_HERE =
  "HAPROXY_MCP_URL names a remote server, and requests are read from the memory of HAProxy on its own machine. Run this command there, or without HAPROXY_MCP_URL.";
const GAPS: Readonly<Record<FollowGap, string>> = {
  reloaded: "was reloaded",
  closed: "closed the connection",
};
const TABLE = { items: () => [], columns: LOG_COLUMNS };

export const log = defineVerb({
  name: "log",
  summary:
    "show the last requests, or those of a domain and its aliases, from the memory of this machine's HAProxy",
  positionals: [{ name: "DOMAIN", isOptional: true, values: "domains" }],
  options: {
    follow: { type: "boolean", short: "f", summary: "then show requests as they end, also after a reload" },
    "5xx": {
      type: "boolean",
      summary: "only requests that failed at the server, with a status of 500 or above",
    },
    "4xx": { type: "boolean", summary: "only requests that were refused, with a status from 400 to 499" },
    lines: {
      type: "string",
      short: "n",
      value: "NUMBER",
      default: "20",
      summary: "most requests of the past",
    },
    output: {
      type: "string",
      value: "FORM",
      default: "table",
      values: FORMS,
      summary: "table, json: HAProxy's lines, or name: domains alone",
    },
    fields: {
      type: "string",
      value: "LIST",
      values: fieldsOf(LOG_COLUMNS),
      summary: `columns to show, with commas between: ${fieldsOf(LOG_COLUMNS).join(", ")}`,
    },
    wide: { type: "boolean", summary: "show every column, and cut nothing" },
  },
  isLasting: true,
  examples: ["log www.example.com -f --5xx", "log --lines 100 --output json"],
  async run({ positionals: [domain], options, environment, signal }) {
    const count = readCount(options.lines);
    const form = readForm({ table: TABLE }, options, process.stdout, environment);
    if (environment["HAPROXY_MCP_URL"]) throw new UsageError(ONLY_HERE);
    const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
    await workAsService(config);
    const runtime = createRuntime(config);
    using closed = untilClosed(process.stdout);
    const stopped = AbortSignal.any([signal, closed.signal]);
    try {
      const of = domain === undefined ? undefined : await namesOf(domain, config, stopped);
      const classes = [...(options["4xx"] ? ["4"] : []), ...(options["5xx"] ? ["5"] : [])];
      const printer = createPrinter({ of, classes }, form);
      const known = await readRequests(runtime, stopped);
      printer.start(known, count);
      if (options.follow !== true) return EXIT.done;
      const onGap = (gap: FollowGap) =>
        process.stderr.write(`HAProxy ${GAPS[gap]}: requests may be missing here.\n`);
      for await (const text of followRequests(runtime, known, { signal: stopped, onGap })) printer.add(text);
      return EXIT.done;
    } catch (error) {
      if (stopped.aborted) return EXIT.done;
      throw await asCallError(error, config);
    }
  },
});

/** @throws UsageError */
function readCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (count <= MAX_LINES) return count;
  throw new UsageError(`--lines is ${JSON.stringify(text)}; it must be a whole number up to ${MAX_LINES}`);
}

/** The domain, the others of its pool, and the pool. */
async function namesOf(domain: string, config: Config, signal: AbortSignal): Promise<LogFilter["of"]> {
  const { loadBalancer } = createStateServices(config, createLog(config.logLevel));
  const found = await loadBalancer.listServers({ domain }, { signal });
  return { names: [found.domain, ...found.sharedWith], pool: found.pool };
}

function createPrinter(filter: LogFilter, { output, columns, screen }: Form) {
  const given = columns as typeof LOG_COLUMNS;
  const table = createTable(screen.width === undefined ? given : withShortTimes(given));
  const print = (lines: readonly LogLine[]): string => {
    // the terminal may have another width now
    const now = { ...screen, width: screen.width && process.stdout.columns };
    if (output === "table") return table.rows(lines, now);
    return lines
      .map((one) => `${oneLine(output === "json" ? one.text : String(one.fields?.["domain"] ?? "-"))}\n`)
      .join("");
  };
  const wanted = (texts: readonly string[]) => texts.map(parseLogLine).filter((one) => isWanted(one, filter));
  return {
    start(texts: readonly string[], count: number) {
      const rows = print(wanted(texts).slice(count === 0 ? texts.length : -count));
      process.stdout.write((output === "table" ? table.titles(screen) : "") + rows);
    },
    add(text: string) {
      const rows = print(wanted([text]));
      if (rows !== "") process.stdout.write(rows);
    },
  };
}

/** Nothing is changed here, whatever happens: HAProxy does not respond. */
async function asCallError(error: unknown, config: Config): Promise<unknown> {
  if (error instanceof NoAccessLogError)
    return new ToolCallError(error.code, `${error.code}: ${error.message}`, { cause: error });
  if (RuntimeApiError.isInstance(error))
    return new ToolCallError(
      "HAPROXY_UNREACHABLE",
      `HAPROXY_UNREACHABLE: ${error.message}. Nothing was changed. Check that HAProxy is running: see haproxy_health.`,
      { cause: error },
    );
  return toCallError(
    (await import("../tools/error-result.js")).errorResult(error, createLog(config.logLevel)),
  );
}
