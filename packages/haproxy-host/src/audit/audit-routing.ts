import { basename } from "node:path";
import type { AuditSettings, Finding } from "./finding.js";
import type { ConfigLine, ConfigSection } from "./read-config.js";

const PROXIES = new Set(["frontend", "listen"]);
/** Converters that look up a map (configuration.txt section 7.3.1, map_*). */
const LOOK_UP = /\bmap(?:_([a-z]+))?\(([^,)]+)/g;

const ROUTING_RULES = {
  remedy: "copy the routing rules of a rendered configuration",
  hint: "routing-rules",
} as const;

/** Checks the way from host to pool: our map, tree look-ups, lower case, wildcards; and TLS if we manage certificates. */
export function auditRouting(
  sections: readonly ConfigSection[],
  { mapFile, certsDir }: AuditSettings,
): readonly Finding[] {
  const proxies = sections.filter(({ kind }) => PROXIES.has(kind));
  const lines = proxies.flatMap((section) => section.lines);
  const lookUps = lines.flatMap((line) =>
    [...line.words.join(" ").matchAll(LOOK_UP)]
      .filter(([, , file = ""]) => basename(file) === basename(mapFile))
      .map(([, match = "str"]) => ({ line, match })),
  );
  if (lookUps.length === 0) {
    const message = `no frontend looks names up in ${basename(mapFile)}`;
    return [{ severity: "error", message, ...ROUTING_RULES }, ...auditTls(lines, certsDir)];
  }
  return [
    ...lookUps.filter(({ match }) => match !== "str").map(slow),
    ...auditCase(lookUps[0]?.line, lines),
    ...auditWildcards(lookUps.length, lines),
    ...auditUseBackend(lines),
    ...auditTls(lines, certsDir),
  ];
}

function slow({ line, match }: { readonly line: ConfigLine; readonly match: string }): Finding {
  const message = `map_${match} takes 100 times as long as map_str with 100,000 names`;
  const remedy = "look names up with map_str, stripping one label at a time";
  return { severity: "warning", line: line.number, message, remedy, hint: "routing-rules" };
}

/** The map's keys are in lower case; the variable of a look-up may be set on another line. */
function auditCase(lookUp: ConfigLine | undefined, lines: readonly ConfigLine[]): readonly Finding[] {
  if (lines.some(({ words }) => /,lower\b/.test(words.join(" ")))) return [];
  const message = "names are looked up case-sensitively: Example.COM is not found";
  const remedy = "look up req.hdr(host),host_only,lower";
  return [{ severity: "warning", line: lookUp?.number, message, remedy }];
}

function auditWildcards(lookUps: number, lines: readonly ConfigLine[]): readonly Finding[] {
  if (lookUps > 1 || lines.some(({ words }) => /regsub\(\^|map_(?:dom|end|beg)\(/.test(words.join(" "))))
    return [];
  const message = "only whole names are looked up: wildcards such as *.example.com are not routed";
  return [{ severity: "warning", message, ...ROUTING_RULES }];
}

function auditUseBackend(lines: readonly ConfigLine[]): readonly Finding[] {
  if (
    lines.some(({ words: [first, second] }) => first === "use_backend" && second?.startsWith("%[") === true)
  )
    return [];
  const message = "the map's result is not used: no use_backend takes its name from it";
  return [{ severity: "error", message, remedy: "frontend: use_backend %[var(txn.pool)]" }];
}

function auditTls(lines: readonly ConfigLine[], certsDir: string): readonly Finding[] {
  const remedy = `frontend: bind *:443 ssl crt ${certsDir} alpn h2,http/1.1`;
  const binds = lines.filter(({ words }) => words[0] === "bind" && words.includes("ssl"));
  const [first] = binds;
  if (first === undefined) return [{ severity: "warning", message: "no bind line accepts TLS", remedy }];
  const isOurs = ({ words }: ConfigLine) =>
    words.some((word, i) => word === "crt" && basename(words[i + 1] ?? "") === basename(certsDir));
  if (binds.some(isOurs)) return [];
  const message = `no bind line loads the certificates in ${certsDir}`;
  return [{ severity: "warning", line: first.number, message, remedy }];
}
