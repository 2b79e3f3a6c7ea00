import type { Values as KnownValues } from "./completion/values.js";
import { describeArgument, type Positional } from "./positional.js";

/** An option of a verb, with its help text. */
export interface Option {
  readonly type: "boolean" | "string";
  /** Name of the value in the help, in capitals; for options of type `string`. */
  readonly value?: string | undefined;
  /** One letter: `f` for `-f`. */
  readonly short?: string | undefined;
  /** Whether it may be given several times; for options of type `string`. */
  readonly isList?: boolean | undefined;
  readonly default?: string | boolean | undefined;
  /** Default: any. */
  readonly values?: KnownValues | undefined;
  readonly summary: string;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<Known extends Option> = Known extends { readonly type: "boolean" }
  ? boolean
  : Known extends { readonly isList: true }
    ? readonly string[]
    : string;

/** The given options, and the defaults of the others. */
export type Values<Known extends Options> = {
  readonly [Name in keyof Known]: Known[Name] extends { readonly default: string | boolean }
    ? ValueOf<Known[Name]>
    : ValueOf<Known[Name]> | undefined;
};

export interface Call<Known extends Options = Options> {
  readonly options: Values<Known>;
  /** What is no option, in order. */
  readonly positionals: readonly string[];
  /** A text of a tool, with the names of verbs for those of tools. */
  withVerbs(text: string): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends a verb that runs until it is stopped. */
  readonly signal: AbortSignal;
}

/** `haproxy-mcp VERB`, or `haproxy-mcp NOUN VERB`. */
export interface Verb<Known extends Options = Options> {
  readonly name: string;
  readonly summary: string;
  /** Default: none. */
  readonly positionals?: readonly Positional[] | undefined;
  readonly options: Known;
  /** Whether it runs until it is stopped, and is done then; any other is cut short. */
  readonly isLasting?: boolean | undefined;
  /** Command lines without `haproxy-mcp`, perhaps after a setting: `MCP_PORT=8001 serve`. */
  readonly examples: readonly [string, string];
  /** @returns the exit code */
  run(call: Call<Known>): Promise<number>;
}

/** Infers the types of the options. */
export function defineVerb<const Known extends Options>(verb: Verb<Known>): Verb<Known> {
  return verb;
}

export function describeVerb({ name, summary, positionals = [], options, examples }: Verb): string {
  const rows = Object.entries(options).map(([option, { value, short, summary: does, default: fallback }]) => [
    `${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`,
    `${does}${typeof fallback === "string" ? ` (default: ${fallback})` : ""}`,
  ]);
  const usage = [name, ...positionals.map(describeArgument)].join(" ");
  const shown = examples.map((line) => `  ${wholeLine(line)}\n`).join("");
  return `haproxy-mcp ${usage}: ${summary}\n\n${columns([...rows, ["-h, --help", "show this help"]])}\nExamples:\n${shown}`;
}

/** An example as it is typed. */
export function wholeLine(example: string): string {
  return example.replace(/^(?:[A-Z_]+=\S+ )*/, "$&haproxy-mcp ");
}

export function describeVerbs(verbs: readonly Verb[]): string {
  return `haproxy-mcp: add and remove domains and servers of a running HAProxy, with no reload

${columns(verbs.map(({ name, summary }) => [`haproxy-mcp ${name}`, summary]))}
haproxy-mcp COMMAND --help shows the options of a command.
Settings come from the environment and from /etc/haproxy-mcp/settings.env; docs/settings.md lists them.
`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  return rows.map(([first = "", second]) => `  ${first.padEnd(width)}  ${second}\n`).join("");
}
