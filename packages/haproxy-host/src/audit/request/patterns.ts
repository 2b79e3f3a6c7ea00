/** How a value is compared with a pattern (configuration.txt section 7.1.3). */
export type Match = (value: string, pattern: string) => boolean;

const DELIMITERS = "/.:?@";

/** By the name of the method, as in `map_dom` and `-m dom`. Those of numbers and addresses are missing. */
const MATCHES: Readonly<Record<string, Match>> = {
  str: (value, pattern) => value === pattern,
  beg: (value, pattern) => value.startsWith(pattern),
  end: (value, pattern) => value.endsWith(pattern),
  sub: (value, pattern) => value.includes(pattern),
  dir: (value, pattern) => isPart(value, trimmed(pattern, "/"), "/"),
  dom: (value, pattern) => isPart(value, trimmed(pattern, DELIMITERS), DELIMITERS),
  reg: (value, pattern) => new RegExp(pattern).test(value),
};

/** `undefined` if the method is not known here. @param ignoresCase `-i` */
export function matchOf(method: string, ignoresCase = false): Match | undefined {
  const match = MATCHES[method];
  if (!ignoresCase || match === undefined) return match;
  // in lower case, `\D` of an expression would be `\d`
  if (method === "reg") return (value, pattern) => new RegExp(pattern, "i").test(value);
  return (value, pattern) => match(value.toLowerCase(), pattern.toLowerCase());
}

/** Whether the pattern stands between delimiters, or at an end. */
function isPart(value: string, pattern: string, delimiters: string): boolean {
  const isDelimiter = (char: string | undefined) => char === undefined || delimiters.includes(char);
  for (let at = value.indexOf(pattern); at !== -1; at = value.indexOf(pattern, at + 1)) {
    if (isDelimiter(value[at - 1]) && isDelimiter(value[at + pattern.length])) return true;
  }
  return false;
}

function trimmed(pattern: string, delimiters: string): string {
  let [from, to] = [0, pattern.length];
  while (from < to && delimiters.includes(pattern[from] ?? "")) from++;
  while (to > from && delimiters.includes(pattern[to - 1] ?? "")) to--;
  return pattern.slice(from, to);
}

/** The patterns of a file of `-f`, or the keys and values of a map. */
export type Entries = readonly (readonly [key: string, value: string])[];

/** Comments and empty lines do not count. */
export function entriesOf(text: string): Entries {
  return text.split("\n").flatMap((line): Entries => {
    const trimmedLine = line.trim();
    if (trimmedLine === "" || trimmedLine.startsWith("#")) return [];
    const [, key = "", value = ""] = /^(\S+)\s*(.*)$/.exec(trimmedLine) ?? [];
    return [[key, value]];
  });
}
