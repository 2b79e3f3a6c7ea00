import type { Acl } from "../audit/model/acl.js";
import { callsOf } from "../audit/model/expression.js";
import type { ProxySection } from "../audit/model/proxy.js";
import { anonymousAcls } from "../audit/model/rule.js";
import { comparesHost, methodOf, patternsOf } from "../audit/request/condition.js";
import { isOurs, lookUpsOf } from "../audit/request/look-ups.js";
import type { Maps } from "../audit/request/sample.js";
import { isHostFetch } from "../audit/request/sample.js";

/** What a rule compares the host with. */
export interface SiteName {
  /** As an operator adds it: `shop.example.com`, `*.example.com`; a pattern as it is written. */
  readonly domain: string;
  /** A host that it stands for; absent for a pattern that is no name. */
  readonly host?: string | undefined;
}

const NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/;
const WILDCARD = /^\.[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/;
/** These match more than names: what they compare with is no name. */
const FRAGMENTS = new Set(["beg", "reg", "sub"]);

/** The names that a frontend's routes depend on, each once, in the order of its lines. */
export function siteNamesOf(proxy: ProxySection, maps: Maps): readonly SiteName[] {
  const acls = [...[...proxy.acls.values()].flat(), ...proxy.rules.flatMap(anonymousAcls)];
  const variables = hostVariables(proxy);
  const isOfHost = (acl: Acl) =>
    comparesHost(acl) ||
    acl.calls.slice(0, 1).some(({ name, args }) => name === "var" && variables.has(args[0]));
  const found = [
    ...acls.filter(isOfHost).flatMap((acl) => namesIn(acl, maps)),
    ...lookUpsOf(proxy)
      .filter((lookUp) => !isOurs(lookUp, maps.mapFile))
      .flatMap(({ file, converter }) =>
        (maps.files.get(file) ?? []).map(([key]) => nameOf(key, methodIn(converter))),
      ),
  ];
  return [...new Map(found.map((name) => [name.domain, name])).values()];
}

/** `shop.example.com` or `*.example.com`, as a rule would be asked for it. */
export function siteName(domain: string): SiteName {
  return { domain, host: domain.replace(/^\*/, "any").toLowerCase() };
}

/** Variables that a rule sets from the name that a client asked for: `txn.host`. */
function hostVariables({ rules }: ProxySection): ReadonlySet<string | undefined> {
  const found = rules.flatMap(
    ({
      line: {
        words: [, action = "", expression = ""],
      },
    }) => {
      const [, variable] = /^set-var\(([^,)]+)/.exec(action) ?? [];
      return callsOf(expression).slice(0, 1).some(isHostFetch) ? [variable] : [];
    },
  );
  return new Set(found);
}

function namesIn(acl: Acl, { files }: Maps): readonly SiteName[] {
  const patterns = patternsOf(acl, files) ?? acl.patterns;
  return patterns.map((pattern) => nameOf(pattern, methodOf(acl)));
}

function nameOf(pattern: string, method: string): SiteName {
  const text = pattern.toLowerCase().replace(/:\d+$/, "");
  if (!FRAGMENTS.has(method) && NAME.test(text)) return { domain: text, host: text };
  if (method === "end" && WILDCARD.test(text)) return siteName(`*${text}`);
  return { domain: pattern };
}

/** `map_dom_str` → `dom` */
function methodIn(converter: string): string {
  return /^map_(?!ip|int)([a-z]+)/.exec(converter)?.[1] ?? "str";
}
