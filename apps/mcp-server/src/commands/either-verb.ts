import { UsageError } from "../program/usage-error.js";
import { isToolVerb, type ToolVerb } from "./tool-verb-parts.js";
import type { Call, Options, Verb } from "./verb.js";

/** A verb of two tools: `certs renew NAME`, `certs renew --all`. */
interface EitherVerb extends Verb {
  /** The first has the positionals. */
  readonly either: readonly [ToolVerb, ToolVerb];
}

interface EitherParts extends Pick<EitherVerb, "name" | "summary" | "either"> {
  /** Options that neither tool has. */
  readonly options?: Options | undefined;
  readonly examples: readonly [string, string];
  /** @throws UsageError */
  choose(call: Pick<Call, "options" | "positionals">): ToolVerb;
}

/** It has the options of both tools, and refuses those that the chosen one lacks. */
export function defineEitherVerb({ choose, ...verb }: EitherParts): Verb {
  const [one, other] = verb.either;
  const positionals = (one.positionals ?? []).map((positional) => ({ ...positional, isOptional: true }));
  const options = { ...verb.options, ...one.options, ...other.options };
  const run = (call: Call) => {
    const chosen = choose(call);
    const lacking = Object.entries(call.options).find(
      ([name, value]) =>
        value !== undefined &&
        value !== options[name]?.default &&
        !(name in chosen.options || name in (verb.options ?? {})),
    );
    if (lacking !== undefined)
      throw new UsageError(
        `--${lacking[0]} is not for this form of ${verb.name}; see haproxy-mcp ${verb.name} --help`,
      );
    return chosen.run(call);
  };
  return { ...verb, positionals, options, run } satisfies EitherVerb;
}

/** The verbs of one tool each that it is made of. */
export function toolVerbsOf(verb: Verb): readonly ToolVerb[] {
  if (isToolVerb(verb)) return [verb];
  return "either" in verb ? (verb as EitherVerb).either : [];
}
