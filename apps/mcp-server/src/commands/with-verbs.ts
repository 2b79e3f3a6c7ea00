import { toolVerbsOf } from "./either-verb.js";
import { loadVerbs } from "./verb-list.js";

/** A text of a tool for the user of the command line: names of tools become those of their verbs. */
export async function withVerbs(text: string): Promise<string> {
  if (!text.includes("haproxy_")) return text;
  const verbs = (await loadVerbs()).flatMap(toolVerbsOf);
  return text.replace(/haproxy_[a-z_]*[a-z]/g, (name) => {
    const verb = verbs.find(({ parts }) => parts.tool.name === name);
    return verb === undefined ? name : `haproxy-mcp ${verb.name}`;
  });
}
