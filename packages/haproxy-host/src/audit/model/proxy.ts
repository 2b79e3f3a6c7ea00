import type { ConfigLine, ConfigSection } from "../read/read-config.js";
import { type Acls, aclsOf } from "./acl.js";

/** A frontend, backend or listen section with what it inherits. */
export interface ProxySection extends ConfigSection {
  /** The section of defaults that it uses. */
  readonly defaults: ConfigSection | undefined;
  /** The lines of its defaults, and of those that these are made from, then its own (configuration.txt section 4). */
  readonly effective: readonly ConfigLine[];
  readonly acls: Acls;
  readonly isFrontend: boolean;
  readonly isBackend: boolean;
}

const FRONTENDS = new Set(["frontend", "listen"]);
const BACKENDS = new Set(["backend", "listen"]);

/** Every proxy that is not disabled. */
export function proxiesOf(sections: readonly ConfigSection[]): readonly ProxySection[] {
  return sections.flatMap((section, index) => {
    const isFrontend = FRONTENDS.has(section.kind);
    const isBackend = BACKENDS.has(section.kind);
    if (!isFrontend && !isBackend) return [];
    const earlier = sections.slice(0, index).filter(({ kind }) => kind === "defaults");
    const defaults =
      section.from === undefined ? earlier.at(-1) : earlier.findLast(({ name }) => name === section.from);
    const effective = [...inherited(defaults, earlier), ...section.lines];
    const proxy: ProxySection = {
      ...section,
      defaults,
      effective,
      acls: aclsOf(effective),
      isFrontend,
      isBackend,
    };
    return settingOf(proxy, "disabled", "enabled")?.words[0] === "disabled" ? [] : [proxy];
  });
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

function inherited(
  defaults: ConfigSection | undefined,
  all: readonly ConfigSection[],
): readonly ConfigLine[] {
  if (defaults === undefined) return [];
  const earlier = all.slice(0, all.indexOf(defaults));
  const base = defaults.from && earlier.findLast(({ name }) => name === defaults.from);
  return [...inherited(base || undefined, earlier), ...defaults.lines];
}

/** `frontend web` */
export function nameOf({ kind, name }: ProxySection): string {
  return `${kind} ${name}`;
}
