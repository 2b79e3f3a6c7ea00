const MAX_TEXT = 500;
const MAX_ITEMS = 50;

/** Arguments as the history keeps them: long texts and lists are cut, and what was not given is left out. */
export function boundedArguments(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(input).filter(
    ([name, value]) => name !== "dry_run" && value !== undefined && value !== false,
  );
  return Object.fromEntries(given.map(([name, value]) => [name, bounded(value)]));
}

function bounded(value: unknown): unknown {
  if (typeof value === "string")
    return value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT)}… (${value.length} characters)`;
  if (!Array.isArray(value)) return typeof value === "object" ? boundedObject(value) : value;
  if (value.length <= MAX_ITEMS) return value;
  return [...value.slice(0, MAX_ITEMS), `and ${value.length - MAX_ITEMS} more`];
}

/** A document of an import may have megabytes; what it changed is in the entry anyway. */
function boundedObject(value: object | null): unknown {
  const { length } = JSON.stringify(value);
  return length <= MAX_TEXT ? value : `an object of ${length} characters`;
}
