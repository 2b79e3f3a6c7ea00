import { diffChars } from "diff";

type Variables = Readonly<Record<string, string | undefined>>;

/** Prefixes of our settings. Other programs also use them: HAProxy, acme.sh, MCP clients. */
const PREFIX = /^(?:ACME|CF|CLOUDFLARE|HAPROXY|LOG|MCP)_/i;
/** Characters missing or too many in a typing error; a wrong character counts as both. */
const TYPO_CHARACTERS = 2;

/**
 * Reports variables that look like settings but are not. In the environment only a name close to a setting counts, since others
 * may be another program's; in the settings file every name with one of our prefixes counts.
 */
export function unknownSettings(
  environment: Variables,
  file: Variables,
  settings: ReadonlySet<string>,
): readonly string[] {
  const unknown = Object.entries({ ...file, ...environment }).filter(
    ([name, text]) => PREFIX.test(name) && !settings.has(name) && text?.trim(),
  );
  return unknown.flatMap(([name]) => {
    const nearest = nearestOf(name, settings);
    if (nearest !== undefined) return `${name} is not a setting; did you mean ${nearest}?`;
    return name in file ? `${name} is not a setting` : [];
  });
}

function nearestOf(name: string, settings: ReadonlySet<string>): string | undefined {
  const all = [...settings].map((setting) => ({ setting, distance: distanceOf(name, setting) }));
  const [nearest] = all.sort((one, other) => one.distance - other.distance);
  return nearest !== undefined && nearest.distance <= TYPO_CHARACTERS ? nearest.setting : undefined;
}

function distanceOf(one: string, other: string): number {
  const changed = diffChars(one, other, { ignoreCase: true }).filter(
    ({ added, removed }) => added || removed,
  );
  return changed.reduce((sum, { count = 0 }) => sum + count, 0);
}
