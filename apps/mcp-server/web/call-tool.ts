import type { CallBody, CallError, CallLine, NoSession } from "../src/page/model.js";

export interface CallOptions extends Omit<CallBody, "arguments"> {
  readonly signal?: AbortSignal | undefined;
  onProgress?(message: string): void;
}

export interface CallResult {
  /** The structured content of the tool. */
  readonly result: Readonly<Record<string, unknown>>;
  /** The same in words. */
  readonly text: string;
}

/**
 * Calls a tool of the MCP server.
 *
 * @param name - `haproxy_add_domain`
 * @throws CallFailure
 */
export type CallTool = (
  name: string,
  args: Readonly<Record<string, unknown>>,
  options?: CallOptions,
) => Promise<CallResult>;

export class CallFailure extends Error {
  override readonly name = "CallFailure";
  /** `OUT_OF_RANGE`; of the page itself: `UNREACHABLE`, `CANCELLED`. */
  readonly code: string;
  /** The argument at fault. */
  readonly field: string | undefined;

  constructor({ code, field, message }: CallError) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/**
 * Sends one request of the page.
 *
 * @throws CallFailure when the server can't be reached or refuses it
 */
export async function post(path: string, body: object, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-haproxy-mcp-ui": "1" },
    body: JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error) => Promise.reject(failureOf(error)));
  if (response.ok) return response;
  const message = `The server refused this with HTTP status ${response.status}`;
  const refusal = (await response.json().catch(() => ({}))) as { readonly error?: CallError };
  throw new CallFailure(refusal.error ?? { code: `HTTP_${response.status}`, message });
}

/** @param onSignedOut - runs when the server no longer knows the session */
export function createCallTool(onSignedOut: () => void): CallTool {
  return async (name, args, { signal, onProgress, ...rest } = {}) => {
    try {
      const response = await post(`/ui/call/${name}`, { ...rest, arguments: args }, signal);
      for await (const line of linesOf(response)) {
        if ("error" in line) throw new CallFailure(line.error);
        if ("result" in line) return line;
        onProgress?.(line.progress);
      }
      throw new TypeError("no result");
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === ("UNAUTHENTICATED" satisfies NoSession)) onSignedOut();
      throw failure;
    }
  };
}

export function failureOf(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  const isCancelled = error instanceof DOMException && error.name === "AbortError";
  const [code, what] = isCancelled
    ? ["CANCELLED", "Cancelled"]
    : ["UNREACHABLE", "The page can’t reach the server"];
  return new CallFailure({
    code,
    message: `${what}. If this was a change, Activity shows whether it was made.`,
  });
}

/** Lines of NDJSON as they arrive. */
async function* linesOf({ body }: Response): AsyncGenerator<CallLine> {
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let rest = "";
  for (;;) {
    const { done, value = "" } = await reader.read();
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of done ? [...lines, rest] : lines) if (line !== "") yield JSON.parse(line);
    if (done) return;
  }
}
