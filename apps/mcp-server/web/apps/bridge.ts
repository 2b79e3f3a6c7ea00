// MCP Apps (specification 2026-01-26): what a view says to its host, JSON-RPC 2.0 by messages between windows. The protocol's own SDK would be
// 147 KB; the tests hold this against its host half.

import type { CallError } from "../../src/page/model.js";

const PROTOCOL = "2026-01-26";
const METHOD_NOT_FOUND = -32601;
const INITIALIZE = "ui/initialize";

/** To the window that holds the view, and from it. */
export interface Pipe {
  post(message: object): void;
  listen(onMessage: (message: unknown) => void): void;
}

/** A tool's result, as MCP has it. */
export interface ToolResult {
  readonly isError?: boolean | undefined;
  readonly content?: readonly { readonly type: string; readonly text?: string | undefined }[] | undefined;
  readonly structuredContent?: Readonly<Record<string, unknown>> | undefined;
  readonly _meta?: Readonly<Record<string, unknown>> | undefined;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** What a host says of itself. */
interface HostContext {
  readonly theme?: "light" | "dark" | undefined;
  readonly [key: string]: unknown;
}

export interface BridgeOptions {
  /** Of the view. */
  readonly name: string;
  readonly version: string;
  onContext(context: HostContext): void;
  /** The arguments of the call whose result follows. */
  onInput(given: Arguments): void;
  onResult(result: ToolResult): void;
  /** The call ended without a result. */
  onCancelled(reason: string | undefined): void;
  /** The host takes the view away. */
  onEnd(): void;
}

export interface Bridge {
  /** Resolves once the host has responded: whether it passes tool calls on. */
  open(): Promise<{ readonly canCall: boolean }>;
  /** Has the host call a tool. @param meta of the call @throws Error where the host refuses */
  call(name: string, given: Arguments, meta?: Arguments): Promise<ToolResult>;
  /** Reports what the person changed in the view, for the model's next turn, where the host takes that. */
  tellModel(text: string): void;
  /** In CSS pixels. */
  resized(height: number): void;
}

interface Message {
  readonly jsonrpc?: unknown;
  readonly id?: number | string | undefined;
  readonly method?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  readonly error?: { readonly message?: string | undefined } | undefined;
}

interface Waiting {
  resolve(result: Readonly<Record<string, unknown>>): void;
  reject(error: Error): void;
}

export function createBridge(pipe: Pipe, options: BridgeOptions): Bridge {
  const waiting = new Map<unknown, Waiting>();
  let sent = 0;
  let isOpen = false;
  let hasEnded = false;
  let canTell = false;
  let height: number | undefined;

  const post = (message: object) => {
    if (!hasEnded) pipe.post({ jsonrpc: "2.0", ...message });
  };
  const notify = (method: string, params: object = {}) => post({ method, params });
  // a host knows nothing of a view that has not begun
  const tellHeight = () => {
    if (isOpen && height !== undefined) notify("ui/notifications/size-changed", { height });
  };
  const request = (method: string, params: object) =>
    new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
      if (hasEnded) return reject(new Error("the host has closed this view"));
      const id = ++sent;
      waiting.set(id, { resolve, reject });
      post({ id, method, params });
    });

  const end = () => {
    options.onEnd();
    hasEnded = true;
    for (const { reject } of waiting.values()) reject(new Error("the host has closed this view"));
    waiting.clear();
  };

  const onNotification = (method: string, params: Readonly<Record<string, unknown>>) => {
    if (method === "ui/notifications/host-context-changed") options.onContext(params);
    else if (method === "ui/notifications/tool-input")
      options.onInput((params["arguments"] ?? {}) as Arguments);
    else if (method === "ui/notifications/tool-result") options.onResult(params);
    else if (method === "ui/notifications/tool-cancelled")
      options.onCancelled(params["reason"] as string | undefined);
  };

  const onRequest = (id: number | string, method: string) => {
    if (method === "ui/resource-teardown") {
      post({ id, result: {} });
      end();
    } else if (method === "ping") post({ id, result: {} });
    else post({ id, error: { code: METHOD_NOT_FOUND, message: `this view has no ${method}` } });
  };

  const onMessage = (given: unknown) => {
    const message = given as Message | null;
    if (hasEnded || typeof message !== "object" || message?.jsonrpc !== "2.0") return;
    const { id, method, params = {}, result, error } = message;
    if (method !== undefined) {
      if (id === undefined) onNotification(method, params);
      else onRequest(id, method);
      return;
    }
    const asked = waiting.get(id);
    waiting.delete(id);
    if (result !== undefined) asked?.resolve(result);
    else asked?.reject(new Error(error?.message ?? "the host refused"));
  };

  return {
    async open() {
      pipe.listen(onMessage);
      const { hostCapabilities, hostContext } = (await request(INITIALIZE, {
        protocolVersion: PROTOCOL,
        appInfo: { name: options.name, version: options.version },
        appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
      })) as { hostCapabilities?: Record<string, unknown>; hostContext?: HostContext };
      canTell = hostCapabilities?.["updateModelContext"] !== undefined;
      options.onContext(hostContext ?? {});
      notify("ui/notifications/initialized");
      isOpen = true;
      tellHeight();
      return { canCall: hostCapabilities?.["serverTools"] !== undefined };
    },
    call: async (name, given, meta) =>
      (await request("tools/call", {
        name,
        arguments: given,
        ...(meta !== undefined && { _meta: meta }),
      })) as ToolResult,
    tellModel(text) {
      if (!canTell) return;
      // a host that does not take it has refused nothing that the person asked for
      request("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => {});
    },
    resized(to) {
      height = to;
      tellHeight();
    },
  };
}

export function textOf({ content = [] }: ToolResult): string {
  return content
    .flatMap(({ type, text }) => (type === "text" && text !== undefined ? [text] : []))
    .join("\n");
}

/** What a failed call says; `undefined` of one that did not fail. */
export function errorOf(result: ToolResult): CallError | undefined {
  if (result.isError !== true) return undefined;
  const { code, field } = (result._meta?.["error"] ?? {}) as Partial<CallError>;
  return { code: code ?? "FAILED", field, message: textOf(result) };
}
