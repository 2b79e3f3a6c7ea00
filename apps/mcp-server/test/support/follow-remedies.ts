import type { ConfigAdditions } from "@haproxy-mcp/haproxy-host";

/** Where lines are put: above a line of the file as it was, or behind it. */
interface Change {
  readonly line: number;
  readonly above?: readonly string[];
  readonly instead?: readonly string[];
  readonly behind?: readonly string[];
}

/**
 * Edits an `haproxy.cfg` as the remedies of doctor say, by their text alone.
 *
 * @param additions what `haproxy-mcp config --existing` prints
 * @throws Error for a remedy that names no edit
 */
export function followRemedies(
  text: string,
  remedies: readonly string[],
  additions: ConfigAdditions,
): string {
  const lines = text.replace(/\n$/, "").split("\n");
  const edits = remedies.flatMap((remedy) => remedy.split("; "));
  const changes = edits.flatMap((edit) => changesOf(edit, lines, additions));
  return [...lines, ""]
    .flatMap((line, i) => {
      const here = changes.filter((change) => change.line === i + 1);
      const replaced = here.findLast(({ instead }) => instead !== undefined)?.instead;
      return [
        ...here.flatMap(({ above = [] }) => above),
        ...(replaced ?? [line]),
        ...here.flatMap(({ behind = [] }) => behind),
      ];
    })
    .join("\n");
}

type Rule = readonly [
  pattern: RegExp,
  changes: (
    found: readonly string[],
    lines: readonly string[],
    additions: ConfigAdditions,
  ) => readonly Change[],
];

const RULES: readonly Rule[] = [
  [/^haproxy-mcp adopt \S+ --write adds them$/, () => []],
  [/^haproxy-mcp config --existing prints them as part \d$/, () => []],
  [/^or set HAPROXY_POOL_COUNT$/, () => []],
  [/^delete line (\d+)$/, ([line]) => [{ line: Number(line), instead: [] }]],
  [/^replace line (\d+) with: (.+)$/, ([line, by = ""]) => [{ line: Number(line), instead: [`  ${by}`] }]],
  [
    /^add to (each of )?(.+?): (.+)$/,
    ([, where = "", added = ""], lines) =>
      headingsOf(where, lines).map((line) => ({
        line,
        behind: added.split(" / ").map((one) => `  ${numbered(one, lines[line - 1] ?? "")}`),
      })),
  ],
  [
    /^insert the routing rules (.+?)(?:, and their use_backend (.+))?$/,
    ([place = "", routes], lines, { frontend }) => {
      const rules = frontend.trimEnd().split("\n");
      if (routes === undefined) return [inserted(place, rules, lines)];
      return [inserted(place, rules.slice(0, -1), lines), inserted(routes, rules.slice(-1), lines)];
    },
  ],
  [/^append the pools$/, (_found, lines, { end }) => [{ line: lines.length + 1, above: end.split("\n") }]],
  [
    /^append(?: for each N of (.+?))?: (.+)$/,
    ([numbers, added = ""], lines) => [
      {
        line: lines.length + 1,
        above: (numbers === undefined ? [""] : numbersIn(numbers)).flatMap((number) =>
          added.replaceAll("pool_N", `pool_${number}`).split(" / "),
        ),
      },
    ],
  ],
  [
    /^in the (server|server-template) lines of (.+?): (.+)$/,
    ([keyword = "", pools = "", edits = ""], lines) =>
      headingsOf(pools, lines).flatMap((heading) =>
        linesBelow(heading, lines)
          .filter((line) => lines[line - 1]?.trim().startsWith(`${keyword} `))
          .map((line) => ({ line, instead: [edited(lines[line - 1] ?? "", edits, keyword)] })),
      ),
  ],
];

function changesOf(edit: string, lines: readonly string[], additions: ConfigAdditions): readonly Change[] {
  for (const [pattern, changes] of RULES) {
    const found = pattern.exec(edit);
    if (found !== null) return changes(found.slice(1), lines, additions);
  }
  throw new Error(`no edit: ${edit}`);
}

function edited(line: string, edits: string, keyword: string): string {
  return edits.split(", and ").reduce((text, edit) => {
    const words = text.trim().split(/\s+/);
    const address = words[keyword === "server" ? 2 : 3] ?? "";
    const [, from, to = ""] = /^replace (.+?) with (.+)$/.exec(edit) ?? [];
    const [, added = ""] = /^add behind the address (.+)$/.exec(edit) ?? [];
    if (from === undefined) return text.replace(address, `${address} ${added}`);
    return text.replace(from === "the address" ? address : from, to);
  }, line);
}

function inserted(place: string, rules: readonly string[], lines: readonly string[]): Change {
  const [, above] = /^above line (\d+)$/.exec(place) ?? [];
  if (above !== undefined) return { line: Number(above), above: rules };
  const [heading = 0] = headingsOf(place.replace(/^at the end of /, ""), lines);
  return { line: linesBelow(heading, lines).at(-1) ?? heading, behind: rules };
}

/** Line numbers of the headings that `global`, `the defaults of line 7`, `frontend web` or `pool_1 to pool_9` name. */
function headingsOf(where: string, lines: readonly string[]): readonly number[] {
  const [, line] = /^the defaults of line (\d+)$/.exec(where) ?? [];
  if (line !== undefined) return [Number(line)];
  const isNamed = /^pool_\d/.test(where)
    ? (text: string) => poolsIn(where).includes(/^(?:backend|listen) pool_(\d+)\b/.exec(text)?.[1] ?? "")
    : (text: string) => text === where || text.startsWith(`${where} `);
  return lines.flatMap((text, i) => (isNamed(text) ? [i + 1] : []));
}

function poolsIn(where: string): readonly string[] {
  return where.split(", ").flatMap((part) => numbersIn(part.replaceAll("pool_", "").replace(" to ", "-")));
}

/** `1-3, 7` */
function numbersIn(text: string): readonly string[] {
  return text.split(", ").flatMap((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
  });
}

function linesBelow(heading: number, lines: readonly string[]): readonly number[] {
  const end = lines.findIndex((text, i) => i >= heading && /^\S/.test(text) && !text.startsWith("#"));
  const last = end === -1 ? lines.length : end;
  return Array.from({ length: last - heading }, (_, i) => heading + i + 1);
}

function numbered(line: string, heading: string): string {
  return line.replaceAll("pool_N", heading.split(" ")[1] ?? "");
}
