import type { Caller } from "../../src/access/caller.js";
import { createLog } from "../../src/program/log.js";
import type { Services } from "../../src/services.js";
import type { Tool } from "../../src/tools/define-tool.js";
import { errorResult } from "../../src/tools/error-result.js";
import { createArgumentReader } from "../../src/tools/read-arguments.js";
import { ENTRY, unrecorded } from "./recording.js";

/** The services that a tool's test stands in for, with the operations that it calls. */
export type StandIns = {
  readonly [Name in keyof Services]?: Services[Name] | Partial<Services[Name]> | undefined;
};

/** An operation with a result. Its type is the test's business: what a tool shows of it is the test. */
export function returns(result: unknown): () => Promise<never> {
  return async () => result as never;
}

/** An operation that fails. */
export function fails(error: Error): () => Promise<never> {
  return async () => {
    throw error;
  };
}

/** What a client gets: structured content as JSON has it, and text; of an error the text, with code and field. */
export interface Called {
  readonly data?: Record<string, unknown>;
  readonly text: string;
  readonly error?: unknown;
}

/** Who calls in tests of tools. */
export const CALLER: Caller = { name: "local:tester", role: "admin", way: "MCP" };

/** Calls a tool with arguments as a client sends them, and services that stand in for the real ones. */
export async function callTool(
  tool: Pick<Tool, "name">,
  services: StandIns = {},
  args: Record<string, unknown> = {},
  caller = CALLER,
): Promise<Called> {
  const { input, output, handle, summarise } = tool as Tool;
  const context = {
    services: { ...services, loadBalancer: unrecorded(services.loadBalancer ?? {}) } as Services,
    caller,
    entry: ENTRY,
    signal: new AbortController().signal,
    progress: () => {},
  };
  try {
    const data = output.parse(await handle(createArgumentReader(input)(args), context));
    return { data: JSON.parse(JSON.stringify(data)), text: summarise(data) };
  } catch (error) {
    const { content, _meta } = errorResult(error, createLog("ERROR"));
    return { text: (content[0] as { readonly text: string }).text, error: _meta?.["error"] };
  }
}

/** What goes without saying. */
const IMPLIED: ReadonlySet<unknown> = new Set([0, true, false, "ready"]);

/** Where the structured content has what the text does not show. */
export function missingInText({ data, text }: Called): readonly string[] {
  return missing(data, "", text);
}

function missing(value: unknown, path: string, text: string): readonly string[] {
  if (typeof value !== "object" || value === null)
    return IMPLIED.has(value) || text.includes(String(value)) ? [] : [path];
  return Object.entries(value).flatMap(([name, one]) =>
    missing(one, Array.isArray(value) ? `${path}[${name}]` : `${path}${path && "."}${name}`, text),
  );
}
