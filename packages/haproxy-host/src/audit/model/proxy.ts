import type { ConfigLine } from "../read/config-line.js";
import type { ConfigSection } from "../read/read-config.js";
import { type Acls, aclsOf } from "./acl.js";
import { type Rule, ruleOf } from "./rule.js";

/** A frontend, backend or listen section with what it inherits. */
export interface ProxySection extends ConfigSection {
  /** The section of defaults that it uses. */
  readonly defaults: ConfigSection | undefined;
  /** The lines of its defaults, and of those that these are made from, then its own (configuration.txt section 4). */
  readonly effective: readonly ConfigLine[];
  readonly isFrontend: boolean;
  readonly isBackend: boolean;
  readonly acls: Acls;
  /** The lines that decide on requests, in HAProxy's order; none for a backend. */
  readonly rules: readonly Rule[];
}

const FRONTENDS = new Set(["frontend", "listen"]);
const BACKENDS = new Set(["backend", "listen"]);

/** Every proxy that is not disabled. */
export function proxiesOf(sections: readonly ConfigSection[]): readonly ProxySection[] {
  const chains = new Map<ConfigSection, readonly ConfigLine[]>();
  const names = new Map<string, ConfigSection>();
  const proxies: ProxySection[] = [];
  let last: ConfigSection | undefined;
  for (const section of sections) {
    const base = section.from === undefined ? undefined : names.get(section.from);
    if (section.kind === "defaults") {
      chains.set(section, [...(base === undefined ? [] : (chains.get(base) ?? [])), ...section.lines]);
      names.set(section.name, section);
      last = section;
      continue;
    }
    const isFrontend = FRONTENDS.has(section.kind);
    const isBackend = BACKENDS.has(section.kind);
    if (!isFrontend && !isBackend) continue;
    const defaults = section.from === undefined ? last : base;
    const inherited = defaults === undefined ? [] : (chains.get(defaults) ?? []);
    const proxy = { ...section, defaults, isFrontend, isBackend, acls: new Map(), rules: [] };
    proxies.push(withLines(proxy, [...inherited, ...section.lines]));
  }
  return proxies.filter((proxy) => settingOf(proxy, "disabled", "enabled")?.words[0] !== "disabled");
}

/** The same proxy with other lines. */
export function withLines(
  proxy: Omit<ProxySection, "effective">,
  effective: readonly ConfigLine[],
): ProxySection {
  const changed: ProxySection = { ...proxy, effective };
  if (!proxy.isFrontend) return changed;
  return { ...changed, acls: aclsOf(effective), rules: inOrder(changed).map(ruleOf) };
}

/** The last line with one of the keywords: it counts. */
export function settingOf(
  { effective }: ProxySection,
  ...keywords: readonly string[]
): ConfigLine | undefined {
  return effective.findLast(({ words: [first = ""] }) => keywords.includes(first));
}

/** Without the keyword it is TCP (configuration.txt, "mode"). */
export function isHttp(proxy: ProxySection): boolean {
  return settingOf(proxy, "mode")?.words[1] === "http";
}

/** `frontend web` */
export function nameOf({ kind, name }: ProxySection): string {
  return `${kind} ${name}`;
}

/** `http-request` before `redirect` before `use_backend` before `default_backend`, whatever their order in the file. */
function inOrder(proxy: ProxySection): readonly ConfigLine[] {
  const of = (...keywords: readonly string[]) =>
    proxy.effective.filter(({ words: [first = ""] }) => keywords.includes(first));
  const backend = of("default_backend").slice(-1);
  return [
    ...of("tcp-request"),
    ...(isHttp(proxy) ? [...of("http-request"), ...of("redirect")] : []),
    ...of("use_backend"),
    ...(backend.length === 0 && proxy.isBackend ? [proxy.heading] : backend),
  ];
}
