import type { Caller } from "../access/caller.js";
import { assertRole, NotAllowedError } from "../access/not-allowed-error.js";
import { reasonOf } from "../history/reason.js";
import type { Calls } from "../mcp/calls.js";
import type { Services } from "../services.js";
import { neededRole, type Tool, type ToolContext } from "./define-tool.js";
import { describeError, type ToolFailure } from "./error-result.js";
import { createArgumentReader } from "./read-arguments.js";
import { recordedCall } from "./recorded-call.js";
import { StoppingError } from "./stopping-error.js";
import { asWhole } from "./whole-lists.js";

export interface ToolRules {
  /** The calls in progress, for a server that ends them before it closes. */
  readonly calls: Calls;
  /** Whether every caller has the role `read`. */
  readonly readOnly: boolean;
  /** Names of tools that no caller may use. */
  readonly deniedTools: readonly string[];
}

/** What a client sends, besides the name of the tool. Nothing of it was read yet. */
export interface GivenCall extends Pick<ToolContext, "caller" | "progress"> {
  readonly args: unknown;
  /** Why the change is made, for the history. */
  readonly reason?: unknown;
  /** `true`: a list that comes in pages comes in one. */
  readonly isWhole?: unknown;
  /** Aborts when the client cancels. */
  readonly signal: AbortSignal;
}

/** A result, with its text; or a failure. */
type ToolOutcome =
  | { readonly result: Record<string, unknown>; readonly text: string; readonly failure?: undefined }
  | { readonly failure: ToolFailure; readonly note?: string | undefined };

export interface ToolRunner {
  /** The caller, with what this server leaves of its role. */
  limited(caller: Caller): Caller;
  isDenied(tool: Tool): boolean;
  /** Never rejects. */
  run(tool: Tool, call: GivenCall): Promise<ToolOutcome>;
}

const STOPPING = "The server is stopping. Repeat the call once it has started again.";

/** Runs tools for clients, of whichever protocol: each call is read, allowed, recorded and described in one way. */
export function createToolRunner(
  services: Services,
  { calls, readOnly, deniedTools }: ToolRules,
): ToolRunner {
  const readers = new Map<Tool, ReturnType<typeof createArgumentReader>>();
  const readerOf = (tool: Tool) => {
    const reader = readers.get(tool) ?? createArgumentReader(tool.input);
    readers.set(tool, reader);
    return reader;
  };
  const isDenied = ({ name }: Tool) => deniedTools.includes(name);

  const runAllowed = async (tool: Tool, call: GivenCall, signal: AbortSignal): Promise<ToolOutcome> => {
    const { args, caller, reason, isWhole, progress } = call;
    if (isDenied(tool)) throw new NotAllowedError(`${tool.name} is switched off for every caller`);
    const input = readerOf(tool)(args);
    const needed = neededRole(tool, input);
    if (readOnly && needed !== "read")
      throw new NotAllowedError(`this server only reads, and ${tool.name} changes something`);
    assertRole(caller, needed, needed === tool.role ? tool.name : `${tool.name} with these arguments`);
    const context = { services, caller, reason: reasonOf(reason), signal, progress };
    const result = await recordedCall(tool, asWhole(tool, input, isWhole), context);
    return { result, text: tool.summarise(result) };
  };

  return {
    limited: (caller) => (readOnly ? { ...caller, role: "read" } : caller),
    isDenied,
    async run(tool, call) {
      const isRead = tool.annotations.readOnlyHint;
      try {
        return await calls.run({ isRead, signal: call.signal }, (signal) => runAllowed(tool, call, signal));
      } catch (error) {
        const { address, name } = call.caller;
        if (error instanceof NotAllowedError)
          services.accessLog.refused({ address, caller: name, status: error.code, reason: error.message });
        const isCutOff = calls.areEnding && !(error instanceof StoppingError);
        return { failure: describeError(error, services.log), note: isCutOff ? STOPPING : undefined };
      } finally {
        if (!isRead) services.forgetHealth();
      }
    },
  };
}
