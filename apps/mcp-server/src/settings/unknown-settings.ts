import { nearestOf } from "../program/nearest.js";
import { ALL_SETTINGS, COMMAND_VARIABLES } from "./all-settings.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** Prefixes of our settings. Other programs also use them: HAProxy, acme.sh, MCP clients. */
const PREFIX = /^(?:ACME|CF|CLOUDFLARE|HAPROXY|LOG|MCP)_/i;

const OF_FILE: ReadonlySet<string> = new Set(ALL_SETTINGS.map(({ name }) => name));
const OF_ENVIRONMENT: ReadonlySet<string> = new Set(
  [...ALL_SETTINGS, ...COMMAND_VARIABLES].map(({ name }) => name),
);

/**
 * Reports variables that look like settings but are not. In the environment only a name close to a setting counts, since others
 * may be another program's; in the settings file every name with one of our prefixes counts.
 */
export function unknownSettings(environment: Variables, file: Variables): readonly string[] {
  const unknown = Object.entries({ ...file, ...environment }).filter(
    ([name, text]) =>
      PREFIX.test(name) && !(name in file ? OF_FILE : OF_ENVIRONMENT).has(name) && text?.trim(),
  );
  return unknown.flatMap(([name]) => {
    const nearest = nearestOf(name, name in file ? OF_FILE : OF_ENVIRONMENT);
    if (nearest !== undefined) return `${name} is not a setting; did you mean ${nearest}?`;
    return name in file ? `${name} is not a setting` : [];
  });
}
