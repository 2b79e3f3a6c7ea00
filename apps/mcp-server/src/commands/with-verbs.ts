import { toolVerbsOf } from "./either-verb.js";
import { optionArguments, optionName } from "./tool-options.js";
import { loadVerbs } from "./verb-list.js";

/** A text of a tool for the user of the command line: names of tools become those of their verbs, `call` of them `run`, and `with argument` the option. */
export async function withVerbs(text: string): Promise<string> {
  if (!text.includes("haproxy_")) return text;
  const verbs = (await loadVerbs()).flatMap(toolVerbsOf);
  return text.replace(
    /(call )?(haproxy_[a-z_]*[a-z])(?: with ([a-z_]+))?/g,
    (all, call = "", name, argument) => {
      const verb = verbs.find(({ parts }) => parts.tool.name === name);
      if (verb === undefined) return all;
      const isOption = optionArguments(verb.parts).includes(argument);
      const rest = isOption ? ` --${optionName(verb.parts, argument)}` : all.slice(call.length + name.length);
      return `${call === "" ? "" : "run "}haproxy-mcp ${verb.name}${rest}`;
    },
  );
}
