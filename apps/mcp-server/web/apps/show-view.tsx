import { type ComponentChildren, render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { CallContext, CallFailure, type CallTool } from "../call.js";
import { type Action, useAction } from "../parts/action.js";
import { utc } from "../parts/formats.js";
import { Busy, Failure } from "../parts/says.js";
import { type Arguments, type Bridge, createBridge, errorOf, type ToolResult, textOf } from "./bridge.js";
import { createWindowPipe } from "./window-pipe.js";

/** What a screen shows, and what it can do. */
export interface Shown {
  readonly given: Arguments;
  /** Structured content of the tool. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** When it arrived: milliseconds since 1970. */
  readonly at: number;
  /** Whether the host passes calls on. */
  readonly canCall: boolean;
  /** After a change: reports to the model what was done, and shows what is so now. */
  changed(text: string): void;
}

type Content = (shown: Shown) => ComponentChildren;

const REASON_KEY = "haproxy-mcp/reason";

type Result = Pick<Shown, "given" | "data" | "text" | "at">;

/** What the host has said so far. */
interface HostSays {
  readonly given?: Arguments;
  readonly result?: ToolResult;
  readonly cancelled?: string;
  readonly canCall?: boolean;
}

/** Shows the results of a tool inside an MCP host, and calls it again. */
export function showView(name: string, tool: string, content: Content) {
  let tell = (_says: HostSays) => {};
  const bridge = createBridge(createWindowPipe(window), {
    name: `haproxy-mcp ${name}`,
    version: "1",
    onContext({ theme }) {
      if (theme !== undefined) document.documentElement.style.colorScheme = theme;
    },
    onInput: (given) => tell({ given }),
    onResult: (result) => tell({ result }),
    onCancelled: (reason = "It was cancelled.") => tell({ cancelled: reason }),
    onEnd: () => render(null, document.body),
  });
  const follow = (listener: typeof tell) => {
    tell = listener;
    bridge.open().then(listener, () => {});
  };
  render(<View bridge={bridge} tool={tool} content={content} follow={follow} />, document.body);
  const { documentElement: root } = document;
  new ResizeObserver(() => bridge.resized(Math.ceil(root.getBoundingClientRect().height))).observe(root);
}

interface ViewProps {
  readonly bridge: Bridge;
  readonly tool: string;
  readonly content: Content;
  follow(listener: (says: HostSays) => void): void;
}

function View({ bridge, tool, content, follow }: ViewProps) {
  const [host, setHost] = useState<HostSays>({});
  const [own, setOwn] = useState<Result>();
  const action = useAction();
  const call = useMemo(() => callThrough(bridge), [bridge]);
  useEffect(() => follow((says) => setHost((was) => ({ ...was, ...says }))), [follow]);
  const given = useMemo(() => resultOf(host.given ?? {}, host.result), [host.given, host.result]);
  const shown = own ?? given;
  const canCall = host.canCall === true;

  const load = (args: Arguments) =>
    action.run(async (options) => {
      const { result, text } = await call(tool, args, options);
      setOwn({ given: args, data: result, text, at: Date.now() });
    });
  const changed = (text: string) => {
    bridge.tellModel(text);
    void load(shown?.given ?? {});
  };
  const failed = host.result === undefined ? undefined : errorOf(host.result);
  return (
    <CallContext.Provider value={call}>
      <main>
        {own === undefined && failed !== undefined && <Failure failure={new CallFailure(failed)} />}
        {shown !== undefined && contentOf(content, { ...shown, canCall, changed })}
        {shown === undefined && failed === undefined && (
          <p class="muted">{host.cancelled ?? "Waiting for the result…"}</p>
        )}
        <Foot
          action={action}
          at={shown?.at}
          refresh={canCall && shown !== undefined ? () => load(shown.given) : undefined}
        />
      </main>
    </CallContext.Provider>
  );
}

/** Of a host that keeps the structured content to itself: the text. */
function contentOf(Content: Content, shown: Shown) {
  return Object.keys(shown.data).length === 0 ? <pre>{shown.text}</pre> : <Content {...shown} />;
}

interface FootProps {
  readonly action: Action;
  readonly at: number | undefined;
  readonly refresh: (() => void) | undefined;
}

function Foot({ action, at, refresh }: FootProps) {
  return (
    <footer>
      <Failure failure={action.failure} />
      <div class="row">
        {refresh && (
          <button type="button" onClick={refresh} aria-disabled={action.isBusy}>
            Refresh
          </button>
        )}
        {at !== undefined && <span class="muted">As of {utc(at).slice(11)} UTC</span>}
        <Busy action={action} />
      </div>
    </footer>
  );
}

function resultOf(given: Arguments, result: ToolResult | undefined): Result | undefined {
  if (result === undefined || result.isError === true) return undefined;
  return { given, data: result.structuredContent ?? {}, text: textOf(result), at: Date.now() };
}

function callThrough(bridge: Bridge): CallTool {
  return async (tool, args, { reason } = {}) => {
    const result = await bridge
      .call(tool, args, reason === undefined ? undefined : { [REASON_KEY]: reason })
      .catch((error: unknown) => {
        const message = `The host did not make the call: ${error instanceof Error ? error.message : error}`;
        throw new CallFailure({ code: "UNREACHABLE", message });
      });
    const failed = errorOf(result);
    if (failed !== undefined) throw new CallFailure(failed);
    return { result: result.structuredContent ?? {}, text: textOf(result) };
  };
}
