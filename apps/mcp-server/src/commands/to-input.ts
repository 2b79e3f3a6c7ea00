import { UsageError } from "../program/usage-error.js";
import { optionArguments, optionName } from "./tool-options.js";
import type { Input, ToolVerbParts } from "./tool-verb-parts.js";
import type { Call } from "./verb.js";

/**
 * The tool's arguments that a command line gives. Their types are the tool's business: it takes texts for numbers.
 *
 * @throws UsageError for a text in a form of the command line, such as `30s`
 */
export function toInput(
  verb: ToolVerbParts,
  { options, positionals }: Pick<Call, "options" | "positionals">,
): Input {
  const { positionals: wanted = [], fixed = {}, forms = {} } = verb;
  const placed = wanted.flatMap(({ argument, also, isList = false, read = asText }, index) => {
    const texts = isList ? positionals.slice(index) : positionals.slice(index, index + 1);
    if (texts.length === 0) return [];
    const values = texts.map(read);
    if (also !== undefined) return Object.entries(values[0] as Input);
    return [[argument, isList ? values : values[0]] as const];
  });
  const optional = optionArguments(verb).flatMap((argument) => {
    const value: unknown = options[optionName(verb, argument)];
    if (value === undefined) return [];
    const read = forms[argument]?.read;
    return [[argument, typeof value === "string" && read !== undefined ? read(value) : value] as const];
  });
  return { ...Object.fromEntries([...placed, ...optional]), ...fixed };
}

function asText(text: string): unknown {
  return text;
}

const ENDPOINT = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+))(?::(?<port>\d+))?$/;

/** `10.0.0.1`, `10.0.0.1:8080`, `2001:db8::1`, `[2001:db8::1]:8080`. */
export function readServer(text: string): Input {
  const { v6, v4, port } = ENDPOINT.exec(text)?.groups ?? {};
  const ip = v6 ?? v4 ?? text;
  return { ip, ...(port !== undefined && { http_port: Number(port) }) };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** @throws UsageError for a text that is no whole number of the unit */
export function readTime(text: string, unit: "s" | "d"): number {
  const [, digits = "", given = unit] = /^(\d{1,6})([smhd])?$/.exec(text) ?? [];
  const value = (Number(digits) * (UNIT_SECONDS[given] ?? 1)) / (UNIT_SECONDS[unit] ?? 1);
  if (digits !== "" && Number.isInteger(value)) return value;
  throw new UsageError(
    `${JSON.stringify(text)} is no time; it must be a number with s, m, h or d, such as ${unit === "s" ? "30s" : "14d"}`,
  );
}

/** An option whose argument is in seconds: `30s`, `1m`. */
export const secondsForm = (name: string) =>
  ({ name, value: "TIME", read: (text: string) => readTime(text, "s") }) as const;

/** An option whose argument is in days: `14d`. */
export const daysForm = (name: string) =>
  ({ name, value: "TIME", read: (text: string) => readTime(text, "d") }) as const;
