import { icon, others, script, style } from "virtual:page";
import type { AccessRules } from "../mcp/access.js";
import type { HttpLimits } from "../mcp/http-limits.js";
import { version } from "../program/version.js";
import type { Services } from "../services.js";
import type { Tool } from "../tools/define-tool.js";
import { createToolRunner, type ToolRules } from "../tools/run-tool.js";
import { createCallRoute } from "./call-route.js";
import { createFindViewer } from "./find-viewer.js";
import { createLive } from "./live/create-live.js";
import type { SessionInfo } from "./model.js";
import { createPage, type Page } from "./page.js";
import { createRoutes } from "./routes.js";
import { createPageSessions } from "./sessions.js";
import { createShell } from "./shell.js";
import { createSignIn } from "./sign-in.js";
import { createStreams } from "./streams.js";
import type { Viewer } from "./viewer.js";

export interface OpenPageOptions extends ToolRules {
  readonly services: Services;
  /** All that the page may call. */
  readonly tools: readonly Tool[];
  readonly access: AccessRules;
  /** Whether a request that came to localhost itself needs no token. */
  readonly opensHere: boolean;
  readonly limits: Pick<HttpLimits, "bodyBytes">;
  /** For where a server is recorded. */
  readonly serversFile: string;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: (() => number) | undefined;
}

/** Puts the page together, of its parts. */
export function openPage(options: OpenPageOptions): Page {
  const { services, tools, access, opensHere, limits, serversFile, calls, deniedTools, now } = options;
  const runner = createToolRunner(services, options);
  const sessions = createPageSessions(now);
  const live = createLive({ services, serversFile });
  const streams = createStreams(live);
  const sessionInfo = async (viewer: Viewer | undefined): Promise<SessionInfo> => ({
    caller: viewer && { name: viewer.caller.name, role: viewer.caller.role },
    isOpen: viewer?.isOpen === true,
    hasTokens: (await access.tokens()) !== undefined,
    version,
    deniedTools: viewer === undefined ? [] : deniedTools,
  });
  return createPage({
    access,
    accessLog: services.accessLog,
    shell: createShell({ script, others, style, icon }),
    routes: createRoutes({
      services,
      signIn: createSignIn(access.tokens, sessions, now),
      calls: createCallRoute(runner, tools, limits.bodyBytes),
      streams,
      sessionInfo,
    }),
    viewerOf: createFindViewer({ access, sessions, opensHere, limited: runner.limited }),
    streams,
    live,
    isEnding: () => calls.areEnding,
  });
}
