import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../program/usage-error.js";
import { declareArgument } from "./positional.js";
import type { Call, Verb } from "./verb.js";

/** @throws UsageError for an unknown option, one without its value, or a missing argument */
export function parseCommand(verb: Verb, args: readonly string[]): Pick<Call, "options" | "positionals"> {
  const command = commandOf(verb);
  try {
    command.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const message = error.message
      .replace(/^error: /, "")
      .replace(/\n\(D(.+)\)$/, " (d$1)")
      .replace(/\. E(.+)\.$/, ": e$1");
    throw new UsageError(`${message}; see haproxy-mcp ${verb.name} --help`);
  }
  const given: Readonly<Record<string, unknown>> = command.opts();
  const values = Object.keys(verb.options).map((name) => [
    name,
    given[new Option(`--${name}`).attributeName()],
  ]);
  return { options: Object.fromEntries(values), positionals: command.args };
}

function commandOf({ name, positionals = [], options }: Verb): Command {
  const command = new Command(name)
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} });
  for (const positional of positionals) command.argument(declareArgument(positional));
  for (const [option, { type, value = "VALUE", short, isList, default: fallback }] of Object.entries(
    options,
  )) {
    const names = `${short === undefined ? "" : `-${short}, `}--${option}`;
    const declared = new Option(type === "boolean" ? names : `${names} <${value}>`).default(fallback);
    if (isList) declared.argParser((text: string, before: readonly string[] = []) => [...before, text]);
    command.addOption(declared);
    if (type === "boolean") command.addOption(new Option(`--no-${option}`).hideHelp());
  }
  return command;
}
