import type { ProxySection } from "../audit/model/proxy.js";
import type { ConfigLine } from "../audit/read/config-line.js";

/** What a site would lose in a pool. */
export interface Loss {
  /** As short as it is clear: `cookie`, `httpchk`, `timeout server 5m`. */
  readonly what: string;
  /** The line that sets it. */
  readonly line: ConfigLine;
}

/** Of a frontend, of the log, or names: a backend does nothing with them that a pool would not do. */
const NEUTRAL = new Set(
  (
    "acl backlog bind default-server default_backend description disabled enabled error-log-format guid id load-server-state-from-file log " +
    "log-format log-format-sd log-tag maxconn mode monitor-net monitor-uri rate-limit server server-template unique-id-format " +
    "unique-id-header use_backend"
  ).split(" "),
);
const NEUTRAL_OPTIONS = new Set(
  (
    "accept-invalid-http-request accept-unsafe-violations-in-http-request clitcpka contstats dontlog-normal dontlognull " +
    "http-ignore-probes http-keep-alive httplog httpslog log-health-checks log-separate-errors logasap socket-stats " +
    "splice-auto tcp-smart-accept tcplog"
  ).split(" "),
);
const NEUTRAL_TIMEOUTS = new Set(["client", "client-fin", "http-keep-alive", "http-request", "tarpit"]);
/** They keep working where the frontend has them too: a `listen` section that requests come in through, and defaults that both share. */
const OF_FRONTENDS = new Set(
  "capture compression errorfile errorfiles errorloc errorloc302 errorloc303 filter http-after-response http-error http-request http-response redirect stats tcp-request".split(
    " ",
  ),
);
/** Several lines of these count; the last one of others does. */
const REPEATED = new Set([...OF_FRONTENDS, "http-check", "tcp-check", "tcp-response", "stick", "use-server"]);
const SIZES = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * What the lines of a backend set that its servers would not have in a pool. A keyword that is not known here counts.
 *
 * @param frontend that requests come in through; a `listen` section is its own
 * @param pool lines that count in a pool
 * @param version of HAProxy: what it does without a keyword depends on it
 */
export function lossesOf(
  proxy: ProxySection,
  frontend: ProxySection,
  pool: readonly ConfigLine[],
  version: string | undefined,
): readonly Loss[] {
  const inPool = settingsIn(pool);
  const settings = settingsIn(proxy.effective);
  const losses: Loss[] = unsetIn(settings, version).map((what) => ({ what, line: proxy.heading }));
  for (const [key, line] of settings) {
    const [keyword = "", second = ""] = line.words;
    if (OF_FRONTENDS.has(keyword) && frontend.effective.includes(line)) continue;
    if (isNeutral(keyword, second) || effectOf(line) === effectOf(inPool.get(key))) continue;
    if (keyword === "retries" && second === "3") continue;
    losses.push({ what: describe(line), line });
  }
  return losses;
}

/** What HAProxy does without the keyword, where a pool has it. */
function unsetIn(settings: ReadonlyMap<string, ConfigLine>, version = ""): readonly string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isRandom = major > 3 || (major === 3 && minor >= 3); // configuration.txt, "balance"
  return [
    ...(isRandom && !settings.has("balance") ? ["balance random"] : []),
    ...(settings.has("timeout server") ? [] : ["timeout server none"]),
  ];
}

/** The lines that count, by what they set. */
function settingsIn(lines: readonly ConfigLine[]): ReadonlyMap<string, ConfigLine> {
  const settings = new Map<string, ConfigLine>();
  for (const line of lines) {
    const isNo = line.words[0] === "no";
    const [keyword = "", second = ""] = isNo ? line.words.slice(1) : line.words;
    const key = keyword === "option" || keyword === "timeout" ? `${keyword} ${second}` : keyword;
    settings.delete(key); // in the order of those that count
    if (!isNo) settings.set(REPEATED.has(keyword) ? `${line.file}:${line.number}` : key, line);
  }
  return settings;
}

function isNeutral(keyword: string, second: string): boolean {
  if (keyword === "option") return NEUTRAL_OPTIONS.has(second);
  return keyword === "timeout" ? NEUTRAL_TIMEOUTS.has(second) : NEUTRAL.has(keyword);
}

/** Times in one unit: `5000` and `5s` are the same. */
function effectOf(line: ConfigLine | undefined): string | undefined {
  if (line?.words[0] !== "timeout") return line?.words.join(" ");
  const [, name, text = ""] = line.words;
  const [, amount = "", unit = "ms"] = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text) ?? [];
  return `${name} ${amount === "" ? text : Number(amount) * SIZES[unit as keyof typeof SIZES]}`;
}

function describe({ words }: ConfigLine): string {
  const [keyword = "", second = ""] = words;
  if (keyword === "option") return second;
  if (keyword === "http-check") return "httpchk";
  if (keyword === "timeout" || keyword === "balance" || keyword === "retries") return words.join(" ");
  if (/^(?:http|tcp)-(?:re|after)/.test(keyword)) return `${keyword} ${second.replace(/\(.*/, "")}`;
  return keyword;
}
