import { basename } from "node:path";
import { type AuditSettings, at, type Finding, placeOf } from "./finding.js";
import { nameOf, type ProxySection } from "./model/proxy.js";
import type { ConfigLine } from "./read/config-line.js";
import { isUnknown } from "./read/split-words.js";

/** Checks that a frontend serves the certificates of the managed folder. */
export function auditTls(proxies: readonly ProxySection[], { certsDir }: AuditSettings): readonly Finding[] {
  const frontends = proxies.filter(({ isFrontend }) => isFrontend);
  const binds = frontends
    .flatMap(({ effective }) => effective)
    .filter(({ words }) => words[0] === "bind" && words.includes("ssl"));
  const [first] = binds;
  if (first === undefined) {
    const [frontend] = frontends;
    const where = frontend === undefined ? "the frontend" : nameOf(frontend);
    const remedy = `add to ${where}: bind *:443 ssl crt ${certsDir} alpn h2,http/1.1`;
    return [{ severity: "warning", message: "no bind line accepts TLS", remedy }];
  }
  const isOurs = ({ words }: ConfigLine) =>
    words.some((word, i) => {
      const name = basename(words[i + 1] ?? "");
      return word === "crt" && (name === basename(certsDir) || isUnknown(name));
    });
  if (binds.some(isOurs)) return [];
  const message = `no bind line loads the certificates in ${certsDir}`;
  const remedy = `replace ${placeOf(first)} with: ${first.text} crt ${certsDir}`;
  return [{ severity: "warning", ...at(first), message, remedy }];
}
