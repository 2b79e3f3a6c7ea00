import { closeIfUnread } from "../mcp/unread-body.js";
import type { Services } from "../services.js";
import type { CallRoute } from "./call-route.js";
import type { SessionInfo } from "./model.js";
import type { PageRefusal, PageRequest } from "./page-request.js";
import { sendReach } from "./reach-route.js";
import { sendRequests } from "./requests-route.js";
import { sendJson } from "./respond.js";
import type { SignIn } from "./sign-in.js";
import type { Streams } from "./streams.js";
import type { Viewer } from "./viewer.js";

/** A route that returns data, or changes something. It responds, or returns why it refuses. */
type Route = {
  readonly method: "GET" | "POST";
} & (
  | { readonly isPublic: true; handle(asked: PageRequest, viewer: Viewer | undefined): Handled }
  | { readonly isPublic?: false; handle(asked: PageRequest, viewer: Viewer): Handled }
);
type Handled = Promise<PageRefusal | undefined>;

export interface RoutesOptions {
  readonly services: Services;
  readonly signIn: SignIn;
  readonly calls: CallRoute;
  readonly streams: Streams;
  sessionInfo(viewer: Viewer | undefined): Promise<SessionInfo>;
}

/** By path. Below `/ui/call/`, each tool has one. */
export interface Routes {
  /** Whether such a path is one of data, not of a page. */
  isData(path: string): boolean;
  find(path: string): Route | undefined;
}

export function createRoutes({ services, signIn, calls, streams, sessionInfo }: RoutesOptions): Routes {
  const routes = new Map<string, Route>([
    [
      "/ui/session",
      {
        method: "GET",
        isPublic: true,
        handle: async (asked, viewer) => sendJson(asked, 200, await sessionInfo(viewer)),
      },
    ],
    [
      "/ui/sign-in",
      {
        method: "POST",
        isPublic: true,
        handle: async (asked) => (await signIn.begin(asked)) ?? sendNothing(asked),
      },
    ],
    [
      "/ui/sign-out",
      {
        method: "POST",
        isPublic: true,
        async handle(asked) {
          signIn.end(asked);
          return sendNothing(asked);
        },
      },
    ],
    ["/ui/events", { method: "GET", handle: async (asked, viewer) => streams.connect(asked, viewer) }],
    ["/ui/requests", { method: "GET", handle: (asked) => sendRequests(asked, services) }],
    ["/ui/reach", { method: "POST", handle: (asked, viewer) => sendReach(asked, viewer, services) }],
  ]);
  return {
    isData: (path) => routes.has(path) || path.startsWith("/ui/call/"),
    find(path) {
      const tool = calls.toolOf(path);
      if (tool === undefined) return routes.get(path);
      return { method: "POST", isPublic: false, handle: (asked, viewer) => calls.call(tool, asked, viewer) };
    },
  };
}

function sendNothing({ request, response }: PageRequest): undefined {
  closeIfUnread(request, response);
  response.writeHead(204).end();
}
