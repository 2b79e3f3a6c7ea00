import { at, type Finding } from "../audit/finding.js";
import type { ProxySection } from "../audit/model/proxy.js";
import type { ConfigLine } from "../audit/read/config-line.js";
import { type ConfigSection, readConfig } from "../audit/read/read-config.js";
import type { ConfigAdditions } from "../config/render-additions.js";

/**
 * Names of the operator's that our blocks use too: HAProxy would mix both up, or not start.
 *
 * @param others sections whose lines are all the operator's own
 * @param patched the frontends that get our rules
 */
export function collisionsWith(
  { frontend, end }: Pick<ConfigAdditions, "frontend" | "end">,
  others: readonly ConfigSection[],
  patched: readonly ProxySection[],
): readonly Finding[] {
  const [rules, ...sections] = readConfig(`frontend ours\n${frontend}${end}`).sections;
  const acls = namesOf(rules?.lines.filter(({ words: [keyword] }) => keyword === "acl") ?? []);
  const ownAcls = patched.flatMap(({ effective }) =>
    effective.filter(({ words: [keyword, name = ""] }) => keyword === "acl" && acls.has(name)),
  );
  const headings = new Set(sections.map(({ heading }) => sectionOf(heading)));
  return [
    ...ownAcls.map((line) => collision(line, `our rules have an ACL ${line.words[1]}, too`)),
    ...others
      .filter(({ heading }) => headings.has(sectionOf(heading)))
      .map(({ heading }) => collision(heading, `our pools come with a section ${sectionOf(heading)}, too`)),
  ];
}

function collision(line: ConfigLine, message: string): Finding {
  return { severity: "error", ...at(line), message, remedy: "give yours another name, wherever it is used" };
}

function namesOf(lines: readonly ConfigLine[]): ReadonlySet<string> {
  return new Set(lines.map(({ words: [, name = ""] }) => name));
}

/** `backend mcp` */
function sectionOf({ words: [kind, name] }: ConfigLine): string {
  return `${kind} ${name}`;
}
