import type { ProxySection } from "../model/proxy.js";
import type { ConfigLine } from "../read/config-line.js";
import { holds, type Truth } from "./condition.js";
import { evaluate, type Maps, type Request, type Sample } from "./sample.js";

/** A line that ends a request, or sends it to a backend. */
export interface Stop {
  readonly line: ConfigLine;
  /** `undefined`: whether it applies depends on something other than the host. */
  readonly applies: Exclude<Truth, false>;
  /** `null`: that of `default_backend`; `undefined`: not known; absent: HAProxy responds itself. */
  readonly backend?: Sample;
}

const ENDS = new Set(["deny", "reject", "return", "redirect", "tarpit", "silent-drop", "use-service"]);
/** A redirect from HTTP to HTTPS: the request comes again. */
const TO_HTTPS = /^(?:scheme https\b|(?:prefix|location) https:\/\/%\[)/;
const CHANGES_HEADER = /^(?:set|replace|add|del)-header$/;

/**
 * The lines of a frontend that may end a request for this host, in HAProxy's order: `http-request`, `redirect`, `use_backend`,
 * `default_backend` (configuration.txt section 4). The last one applies for sure, unless none does.
 *
 * @param ignored lines that are assumed to be missing
 */
export function trace(
  proxy: ProxySection,
  host: string,
  maps: Maps,
  ignored: ReadonlySet<ConfigLine> = new Set(),
): readonly Stop[] {
  const sni = host.replace(/:\d*$/, "").toLowerCase();
  const request: Request = { host, sni, variables: new Map(), maps };
  const stops: Stop[] = [];
  let isAllowed: Truth = false;
  for (const rule of proxy.rules) {
    const { line } = rule;
    if (ignored.has(line)) continue;
    const applies = holds(rule, proxy.acls, request);
    if (applies === false) continue;
    const isRequestRule = line.words[0] === "http-request";
    if (isRequestRule && line.words[1] === "allow") isAllowed = applies;
    if (isRequestRule && isAllowed === true) continue;
    const stop = stopAt(line, isRequestRule && isAllowed === undefined ? undefined : applies, request);
    if (stop !== undefined) stops.push(stop);
    if (stop?.applies === true) break;
  }
  return stops;
}

/** Where a request for the host ends for sure. */
export function endOf(stops: readonly Stop[]): Stop | undefined {
  const last = stops.at(-1);
  return last?.applies === true ? last : undefined;
}

/** Whether the host is routed to the backend; `undefined` if that can't be decided from the host alone. */
export function reaches(stops: readonly Stop[], backend: string): Truth {
  if (endOf(stops)?.backend === backend) return true;
  const mayReach = stops.some(
    (stop) => "backend" in stop && (stop.backend ?? backend) === backend && stop.backend !== null,
  );
  return mayReach ? undefined : false;
}

/** Whether a line may end a request, except that of `default_backend`. */
export function isStop({ words: [keyword, action = ""] }: ConfigLine): boolean {
  return (
    keyword === "use_backend" || keyword === "redirect" || (keyword === "http-request" && ENDS.has(action))
  );
}

function stopAt(line: ConfigLine, applies: Exclude<Truth, false>, request: Request): Stop | undefined {
  const [keyword, first = "", ...rest] = line.words;
  switch (keyword) {
    case "use_backend":
      return { line, applies, backend: backendOf(first, request) };
    case "default_backend":
    case "listen":
      return { line, applies, backend: first };
    case "redirect":
      return isToHttps([first, ...rest]) ? undefined : { line, applies };
    case "http-request":
      change(first, rest, applies, request);
      if (!ENDS.has(first) || (first === "redirect" && isToHttps(rest))) return undefined;
      return { line, applies };
    default:
      if (first === "content") change(rest[0] ?? "", rest.slice(1), applies, request);
      return undefined;
  }
}

/** Whether a line sends requests from HTTP to HTTPS, where they come again. */
export function redirectsToHttps({ words: [first = "", ...rest] }: ConfigLine): boolean {
  const [second, ...more] = rest;
  return (
    (first === "redirect" && isToHttps(rest)) ||
    (first === "http-request" && second === "redirect" && isToHttps(more))
  );
}

function isToHttps(words: readonly string[]): boolean {
  return TO_HTTPS.test(words.join(" "));
}

/** What a rule changes for the rules below it. */
function change(action: string, args: readonly string[], applies: Truth, request: Request): void {
  const [, verb, name = ""] = /^(set-var|set-var-fmt|unset-var)\(([^,)]+)/.exec(action) ?? [];
  if (CHANGES_HEADER.test(action) && args[0]?.toLowerCase() === "host") request.host = undefined;
  if (verb === undefined) return;
  const at = args.findIndex((word) => word === "if" || word === "unless");
  const expression = (at === -1 ? args : args.slice(0, at)).join(" ");
  const value = applies === true && verb === "set-var" ? evaluate(expression, request) : undefined;
  // HAProxy leaves a variable unchanged where the expression has no value
  if (value !== null) request.variables.set(name, value);
}

/** The name of a rule's backend: fixed, or `%[expression]`. */
function backendOf(word: string, request: Request): Sample {
  if (!word.includes("%[")) return word;
  const expression = expressionIn(word);
  return expression === undefined ? undefined : evaluate(expression, request);
}

/** The expression of a word that is nothing but `%[expression]`. */
export function expressionIn(word: string): string | undefined {
  return /^%\[(.*)\]$/s.exec(word)?.[1];
}
