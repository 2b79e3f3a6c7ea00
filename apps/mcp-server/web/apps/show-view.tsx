import { type ComponentChildren, render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { CallContext, CallFailure, type CallTool, failureOf } from "../call.js";
import { type Action, useAction } from "../parts/action.js";
import { utc } from "../parts/formats.js";
import { Busy, Failure } from "../parts/says.js";
import { placeOf } from "../paths.js";
import { type Route, RouteContext } from "../route.js";
import { type Session, SessionContext } from "../session.js";
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
  /** After a change: tells the model what was done, and shows what is so now. */
  changed(text: string): void;
}

/** The result of one tool. */
export interface Screen {
  readonly tool: string;
  Content(props: Shown): ComponentChildren;
}

/** Which roles a caller has, a view can't know: the server refuses what it may not do. */
const ANYBODY: Session = {
  info: undefined,
  may: () => true,
  signIn: async () => {},
  signOut: async () => {},
  refresh: () => Promise.reject(new Error("no session")),
};

const REASON_KEY = "haproxy-mcp/reason";

type Result = Pick<Shown, "given" | "data" | "text" | "at"> & { readonly screen: Screen };

/** What the host has said so far. */
interface HostSays {
  readonly given?: Arguments;
  readonly result?: ToolResult;
  readonly cancelled?: string;
  readonly canCall?: boolean;
}

/** Shows the results of tools inside an MCP host. @param screens the first is that of the tool that names the view */
export function showView(name: string, screens: readonly [Screen, ...Screen[]]) {
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
  render(<View bridge={bridge} screens={screens} follow={follow} />, document.body);
  const { documentElement: root } = document;
  new ResizeObserver(() => bridge.resized(Math.ceil(root.getBoundingClientRect().height))).observe(root);
}

interface ViewProps {
  readonly bridge: Bridge;
  readonly screens: readonly [Screen, ...Screen[]];
  follow(listener: (says: HostSays) => void): void;
}

function View({ bridge, screens, follow }: ViewProps) {
  const [host, setHost] = useState<HostSays>({});
  const [own, setOwn] = useState<Result>();
  const [query, setQuery] = useState("");
  const action = useAction();
  const call = useMemo(() => callThrough(bridge), [bridge]);
  useEffect(() => follow((says) => setHost((was) => ({ ...was, ...says }))), [follow]);
  const [first] = screens;
  const given = useMemo(
    () => resultOf(first, host.given ?? {}, host.result),
    [first, host.given, host.result],
  );
  const shown = own ?? given;

  const load = (screen: Screen, args: Arguments) =>
    action.run(async (options) => {
      const { result, text } = await call(screen.tool, args, options);
      setOwn({ screen, given: args, data: result, text, at: Date.now() });
    });
  const route: Route = {
    ...placeOf("/ui/"),
    path: "/ui/",
    query: new URLSearchParams(query),
    go(to) {
      const [path = "", search = ""] = to.split("?");
      if (!path.startsWith("/ui")) return setQuery(search);
      const { page, domain } = placeOf(path);
      const screen = screens.find(({ tool }) => tool === "haproxy_domain_health");
      if (page === "domain" && domain !== undefined && screen !== undefined) void load(screen, { domain });
    },
  };
  const failed = host.result === undefined ? undefined : errorOf(host.result);
  return (
    <SessionContext.Provider value={ANYBODY}>
      <CallContext.Provider value={call}>
        <RouteContext.Provider value={route}>
          <main>
            {own === undefined && failed !== undefined && <Failure failure={new CallFailure(failed)} />}
            {shown === undefined ? (
              <p class="muted">{host.cancelled ?? (failed === undefined && "Waiting for the result…")}</p>
            ) : (
              <Content
                {...shown}
                canCall={host.canCall === true}
                changed={(text) => {
                  bridge.tellModel(text);
                  void load(shown.screen, shown.given);
                }}
              />
            )}
            <Foot
              action={action}
              at={shown?.at}
              refresh={host.canCall && shown ? () => load(shown.screen, shown.given) : undefined}
              back={own && own.screen !== first && given ? () => setOwn(undefined) : undefined}
            />
          </main>
        </RouteContext.Provider>
      </CallContext.Provider>
    </SessionContext.Provider>
  );
}

function Content({ screen, ...shown }: Shown & { readonly screen: Screen }) {
  // a host that keeps the structured content to itself
  if (Object.keys(shown.data).length === 0) return <pre>{shown.text}</pre>;
  return <screen.Content {...shown} />;
}

interface FootProps {
  readonly action: Action;
  readonly at: number | undefined;
  readonly refresh: (() => void) | undefined;
  readonly back: (() => void) | undefined;
}

function Foot({ action, at, refresh, back }: FootProps) {
  return (
    <footer>
      <Failure failure={action.failure} />
      <div class="row">
        {back && (
          <button type="button" onClick={back}>
            Back
          </button>
        )}
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

function resultOf(screen: Screen, given: Arguments, result: ToolResult | undefined): Result | undefined {
  if (result === undefined || result.isError === true) return undefined;
  return { screen, given, data: result.structuredContent ?? {}, text: textOf(result), at: Date.now() };
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
    if (failed !== undefined) throw failureOf(new CallFailure(failed));
    return { result: result.structuredContent ?? {}, text: textOf(result) };
  };
}
