import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearestOf } from "../program/nearest.js";
import { UserError } from "../program/user-error.js";

/** An option of a verb for `parseArgs`, with its help text. */
type Option = NonNullable<ParseArgsConfig["options"]>[string] & {
  readonly summary: string;
  /** Name of the value in the help, in capitals; for options of type `string`. */
  readonly value?: string;
};

type Options = Readonly<Record<string, Option>>;

/** The given options, and the defaults of the others. */
export type Values<Known extends Options> = ReturnType<typeof parseArgs<{ options: Known }>>["values"];

export interface Call<Known extends Options = Options> {
  readonly options: Values<Known>;
  /** Empty for a verb that takes none. */
  readonly argument: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends a verb that runs until it is stopped. */
  readonly signal: AbortSignal;
}

/** `haproxy-mcp VERB`, or `haproxy-mcp NOUN VERB`. */
export interface Verb<Known extends Options = Options> {
  readonly name: string;
  readonly summary: string;
  /** Name of the one argument that is no option, in capitals. Default: there is none. */
  readonly argument?: string | undefined;
  readonly options: Known;
  /** @returns the exit code */
  run(call: Call<Known>): Promise<number>;
}

/** Infers the types of the options. */
export function defineVerb<const Known extends Options>(verb: Verb<Known>): Verb<Known> {
  return verb;
}

/** @throws UserError for an unknown option, one without its value, or a missing argument */
export function parseCommand(
  { name, options, argument: wanted }: Verb,
  args: readonly string[],
): Pick<Call, "options" | "argument"> {
  const see = `see haproxy-mcp ${name} --help`;
  try {
    const allowPositionals = wanted !== undefined;
    const parsed = parseArgs({ args: [...args], options, allowNegative: true, allowPositionals });
    const [argument = "", ...more] = parsed.positionals;
    if (wanted !== undefined && (argument === "" || more.length > 0))
      throw new Error(argument === "" ? `${wanted} is missing` : `only one ${wanted} is allowed`);
    return { options: parsed.values, argument };
  } catch (error) {
    throw new UserError(`${(error as Error).message}${suggestionFor(args, options)}; ${see}`);
  }
}

/** The option that a misspelt one probably was. */
function suggestionFor(args: readonly string[], options: Options): string {
  const known = Object.keys(options);
  const given = args.flatMap((arg) => /^--(?:no-)?([^=]+)/.exec(arg)?.[1] ?? []);
  const [unknown] = given.filter((option) => !known.includes(option));
  const nearest = unknown === undefined ? undefined : nearestOf(unknown, known);
  return nearest === undefined ? "" : ` (did you mean --${nearest}?)`;
}

export function describeVerb({ name, summary, argument, options }: Verb): string {
  const all = Object.entries<Option>({
    ...options,
    help: { type: "boolean", short: "h", summary: "show this help" },
  });
  const rows = all.map(([option, { value, short, summary: does, default: fallback }]) => [
    `${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`,
    `${does}${typeof fallback === "string" ? ` (default: ${fallback})` : ""}`,
  ]);
  return `haproxy-mcp ${[name, argument].filter(Boolean).join(" ")}: ${summary}\n\n${columns(rows)}`;
}

export function describeVerbs(verbs: readonly Verb[]): string {
  return `haproxy-mcp: add and remove domains and servers of a running HAProxy, with no reload

${columns(verbs.map(({ name, summary }) => [`haproxy-mcp ${name}`, summary]))}
haproxy-mcp COMMAND --help shows the options of a command.
Settings come from the environment: see docs/settings.md, or https://www.npmjs.com/package/@haproxy-mcp/mcp-server
`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  return rows.map(([first = "", second]) => `  ${first.padEnd(width)}  ${second}\n`).join("");
}
