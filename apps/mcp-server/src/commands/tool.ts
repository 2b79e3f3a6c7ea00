import { nearestOf } from "../program/nearest.js";
import { UsageError } from "../program/usage-error.js";
import { catalog } from "../tools/catalog/index.js";
import { openCaller } from "./callers/open-caller.js";
import { EXIT } from "./exit-codes.js";
import { createProgressLine } from "./output/progress-line.js";
import { defineVerb } from "./verb.js";

export const tool = defineVerb({
  name: "tool",
  summary: "call a tool as MCP clients do, and print its structured content",
  positionals: [
    { name: "NAME", values: "tools" },
    { name: "JSON", isOptional: true },
  ],
  options: {
    reason: { type: "string", value: "TEXT", summary: "why, for the history" },
    url: {
      type: "string",
      value: "URL",
      summary: "call a remote haproxy-mcp (default: HAPROXY_MCP_URL; without it, this machine)",
    },
    token: { type: "string", value: "TOKEN", summary: "its bearer token (default: HAPROXY_MCP_TOKEN)" },
  },
  examples: ["tool list_domains", `tool haproxy_list_domains '{"filter": "shop"}'`],
  async run({ options, positionals: [name = "", json = "{}"], environment, signal }) {
    const wanted = name.startsWith("haproxy_") ? name : `haproxy_${name}`;
    const found = catalog.find((one) => one.name === wanted);
    if (found === undefined) throw new UsageError(describeUnknown(wanted));
    await using caller = await openCaller({ environment, ...options, signal });
    const progress = createProgressLine(process.stderr, false);
    try {
      const output = await caller.call(found, readObject(json), { signal, progress: progress.show });
      progress.end();
      process.stdout.write(`${JSON.stringify(output, undefined, 2)}\n`);
      return EXIT.done;
    } finally {
      progress.end();
    }
  },
});

function describeUnknown(name: string): string {
  const names = catalog.map((one) => one.name);
  const nearest = nearestOf(name, names);
  return `no tool ${name}${nearest === undefined ? "." : `; did you mean ${nearest}?`} Nothing was done. The tools are ${names.join(", ")}.`;
}

function readObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new UsageError(`the arguments are no JSON: ${(error as Error).message}. Nothing was done.`);
  }
  throw new UsageError(`the arguments are ${json}; they must be a JSON object. Nothing was done.`);
}
