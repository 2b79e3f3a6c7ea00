import { basename } from "node:path";
import type { AuditSettings } from "../finding.js";
import { type Call, callsOf } from "../model/expression.js";
import { type Entries, entriesOf, matchOf } from "./patterns.js";

/** A value of a request. `null`: it has none; `undefined`: it depends on something other than the host. */
export type Sample = string | null | undefined;

/** A request as far as routing by name depends on it. */
export interface Request {
  /** The `Host` header as the client sends it; `undefined` once a rule has changed it. */
  host: string | undefined;
  /** The name in the TLS handshake. */
  readonly sni: string;
  readonly variables: Map<string, Sample>;
  readonly maps: Maps;
}

export interface Maps {
  /** Path of `domains.map`; only its last part counts. */
  readonly mapFile: string;
  /** What it is assumed to hold. */
  readonly domains: ReadonlyMap<string, string>;
  /** The files that the configuration names, by path. */
  readonly files: ReadonlyMap<string, Entries>;
}

/** @param domains what `domains.map` is assumed to hold */
export function createMaps(
  { mapFile, files = new Map() }: Pick<AuditSettings, "mapFile" | "files">,
  domains: ReadonlyMap<string, string>,
): Maps {
  const parsed = [...files].map(([file, text]) => [file, entriesOf(text)] as const);
  return { mapFile, domains, files: new Map(parsed) };
}

const HOST_FETCHES = /^(?:req\.|req\.f|f)?hdr(?:_(?:beg|dir|dom|end|reg|str|sub))?$/;
const SNI_FETCHES = /^(?:ssl_fc_sni|req\.ssl_sni|req_ssl_sni)(?:_(?:beg|dir|dom|end|reg|str|sub))?$/;
const MAP = /^map(?:_(?!ip|int)([a-z]+))?(?:_(?:str|int|ip))?$/;

/** Evaluates a sample expression: a fetch and its converters (configuration.txt section 7.3). */
export function evaluate(expression: string, request: Request): Sample {
  return evaluateCalls(callsOf(expression), request);
}

export function evaluateCalls([fetch, ...converters]: readonly Call[], request: Request): Sample {
  if (fetch === undefined) return undefined;
  return converters.reduce<Sample>(
    (sample, call) => (typeof sample === "string" ? converted(sample, call, request) : sample),
    fetched(fetch, request),
  );
}

/** Whether the expression begins with the name that a client asked for. */
export function isHostFetch({ name, args: [header = ""] }: Call): boolean {
  return SNI_FETCHES.test(name) || (HOST_FETCHES.test(name) && header.toLowerCase() === "host");
}

function fetched(call: Call, { host, sni, variables }: Request): Sample {
  const [first = ""] = call.args;
  if (SNI_FETCHES.test(call.name)) return sni;
  if (isHostFetch(call)) return host;
  if (call.name === "var") return variables.has(first) ? variables.get(first) : null;
  return call.name === "str" ? first : undefined;
}

function converted(sample: string, { name, args }: Call, request: Request): Sample {
  const [first = "", second = ""] = args;
  const map = MAP.exec(name);
  if (map !== null) return lookedUp(sample, map[1] ?? "str", args, request.maps);
  switch (name) {
    case "lower":
      return sample.toLowerCase();
    case "upper":
      return sample.toUpperCase();
    case "rtrim":
      return sample.replace(new RegExp(`[${first.replace(/[\\\]^-]/g, "\\$&")}]+$`), "");
    case "host_only":
      return sample.replace(/:\d*$/, "");
    case "field":
    case "word":
      return first === "1" && second !== "" ? sample.split(second)[0] : undefined;
    case "regsub":
      return replaced(sample, args);
    default:
      return undefined;
  }
}

function lookedUp(
  sample: string,
  method: string,
  [file = "", fallback]: readonly string[],
  { mapFile, domains, files }: Maps,
): Sample {
  const match = matchOf(method);
  const isOurs = basename(file) === basename(mapFile);
  if (isOurs && method === "str") return domains.get(sample) ?? fallback ?? null;
  const entries = isOurs ? [...domains] : files.get(file);
  if (match === undefined || entries === undefined) return undefined;
  const none = fallback ?? null;
  try {
    const found = entries.filter(([key]) => match(sample, key));
    // a tree of prefixes finds the longest, a list the first
    if (method === "beg") found.sort(([one], [other]) => other.length - one.length);
    return found[0]?.[1] ?? none;
  } catch {
    return undefined; // an expression that JavaScript does not know
  }
}

function replaced(sample: string, [pattern = "", by = "", flags = ""]: readonly string[]): Sample {
  if (by.includes("\\")) return undefined;
  try {
    return sample.replace(new RegExp(pattern, flags.replace(/[^gi]/g, "")), () => by);
  } catch {
    return undefined;
  }
}
