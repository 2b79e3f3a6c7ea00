import { z } from "zod";
import { createProgressReporter } from "../mcp/progress.js";
import type { Tool } from "../tools/define-tool.js";
import type { ToolRunner } from "../tools/run-tool.js";
import { readBody } from "./json-body.js";
import type { CallLine } from "./model.js";
import type { PageRefusal, PageRequest } from "./page-request.js";
import { inPageWords } from "./page-words.js";
import type { Viewer } from "./viewer.js";

const PATH = /^\/ui\/call\/(haproxy_[a-z_]+)$/;
const BODY = z.strictObject({
  arguments: z.record(z.string(), z.unknown()).optional(),
  reason: z.string().optional(),
  isWhole: z.boolean().optional(),
});

/** Calls tools for the page. */
export interface CallRoute {
  /** The tool of such a path. */
  toolOf(path: string): Tool | undefined;
  /** Sends lines: progress as it is reported, then one result or error. The call is cancelled when the client disconnects. */
  call(tool: Tool, request: PageRequest, viewer: Viewer): Promise<PageRefusal | undefined>;
}

/** @param tools all of them: the toolsets are for models, whose context they take */
export function createCallRoute(runner: ToolRunner, tools: readonly Tool[], maxBytes: number): CallRoute {
  const byName = new Map<string, Tool>(tools.map((tool) => [tool.name, tool]));
  return {
    toolOf: (path) => byName.get(PATH.exec(path)?.[1] ?? ""),
    async call(tool, asked, { caller }) {
      const { request, response } = asked;
      const { body, refusal } = await readBody(request, BODY, maxBytes);
      if (refusal !== undefined) return refusal;
      const cancelled = new AbortController();
      response.once("close", () => cancelled.abort());
      response.writeHead(200, { "content-type": "application/x-ndjson", "x-accel-buffering": "no" });
      response.flushHeaders();
      const send = (line: CallLine) => response.write(`${JSON.stringify(line)}\n`);
      const progress = createProgressReporter(({ message, total }) => send({ progress: message, total }));
      const outcome = await runner.run(tool, {
        args: body.arguments,
        caller,
        reason: body.reason,
        isWhole: body.isWhole,
        signal: cancelled.signal,
        progress: progress.report,
      });
      progress.end();
      if (outcome.failure === undefined) send({ ...outcome, text: inPageWords(outcome.text) });
      else {
        const { code, field, message } = outcome.failure;
        const words = [message, outcome.note ?? []].flat().join(" ");
        send({ error: { code, field, message: inPageWords(words) } });
      }
      response.end();
      return undefined;
    },
  };
}
