import { type Finding, placeOf } from "../finding.js";
import { nameOf, type ProxySection } from "../model/proxy.js";
import type { ConfigLine } from "../read/config-line.js";
import { ourLookUps, poolVariables } from "../request/look-ups.js";
import { expressionIn } from "../request/trace.js";

const OR = /\s(or|\|\|)\s/g;

/** The edit that makes a rule leave the domains of our map to our rules. */
export function exempted(line: ConfigLine, proxy: ProxySection, mapFile: string): string {
  return `replace ${placeOf(line)} with: ${withExemption(line.text, foundIn(proxy, mapFile))}`;
}

/** The same where our rules exist; those that set the variable come above the rule. */
export function exemption(
  line: ConfigLine,
  proxy: ProxySection,
  mapFile: string,
): Pick<Finding, "remedy" | "hint"> {
  const [variable] = poolVariables(proxy, mapFile);
  const lines = proxy.rules.map((rule) => rule.line);
  const firstSet = lines.findIndex(({ words }) => words[1]?.startsWith(`set-var(${variable}`) === true);
  if (variable === undefined || firstSet < lines.indexOf(line))
    return { remedy: exempted(line, proxy, mapFile) };
  const remedy = `replace ${placeOf(line)} with: ${withExemption(line.text, "var(txn.pool) -m found")}`;
  const place = `above ${placeOf(line)}, and their use_backend ${placeOfRoutes(proxy)}`;
  return { remedy: `insert the routing rules ${place}; ${remedy}`, hint: "routing-rules" };
}

/** Where a frontend's first route is, ours goes above it. */
export function placeOfRoutes(proxy: ProxySection): string {
  const route = proxy.lines.find(isRoute);
  return route === undefined ? `at the end of ${nameOf(proxy)}` : `above ${placeOf(route)}`;
}

export function isRoute({ words: [keyword] }: ConfigLine): boolean {
  return keyword === "use_backend" || keyword === "default_backend";
}

/** The rule's text with one more condition: that the map has no such name. */
function withExemption(text: string, found: string): string {
  const [, before = text, kind, condition = ""] = /^(.*?)\s(if|unless)\s(.*)$/s.exec(text) ?? [];
  if (kind === undefined) return `${text} if !{ ${found} }`;
  if (kind === "unless") return `${text} or { ${found} }`;
  return `${before} if ${condition.replace(OR, ` !{ ${found} } $1 `)} !{ ${found} }`;
}

/** What is true for a name that the map has: by the variable that holds the result, or by a look-up in place. */
export function foundIn(proxy: ProxySection, mapFile: string): string {
  const [variable] = poolVariables(proxy, mapFile);
  if (variable !== undefined) return `var(${variable}) -m found`;
  const inline = ourLookUps(proxy, mapFile)[0];
  return `${withoutFallback(expressionIn(inline?.line.words[1] ?? "") ?? "var(txn.pool)")} -m found`;
}

/** `map_str(FILE,none)` always finds something. */
export function withoutFallback(expression: string): string {
  return expression.replace(/\b(map(?:_[a-z]+){0,2}\([^,)]+),[^)]*\)/g, "$1)");
}
