import type { AccessLog } from "../access/access-log.js";
import type { AccessRules } from "../mcp/access.js";
import type { OpenRequest } from "../mcp/connections.js";
import { networkTest } from "../mcp/networks.js";
import { isEncrypted, sourceOf } from "../mcp/source.js";
import { closeIfUnread } from "../mcp/unread-body.js";
import type { FindViewer } from "./find-viewer.js";
import { setPageHeaders } from "./headers.js";
import type { NoSession } from "./model.js";
import { FULL, type PageRefusal, type PageRequest } from "./page-request.js";
import { isPage, PAGE_PATH } from "./paths.js";
import { refuseForged, refuseOtherSite, refuseRequest } from "./refuse-request.js";
import { sendRefusal } from "./respond.js";
import type { Routes } from "./routes.js";
import type { Shell } from "./shell.js";
import type { Streams } from "./streams.js";

/** The page for browsers, in the HTTP server. On disposal, its streams end. */
export interface Page extends AsyncDisposable {
  /** @param isFull whether there is no room for a request that takes time */
  handle(open: OpenRequest, isFull: () => boolean): Promise<void>;
  /** Whether it is a stream of events, which never ends by itself. */
  isStream(open: OpenRequest): boolean;
}

export interface PageOptions {
  readonly access: AccessRules;
  readonly accessLog: Pick<AccessLog, "refused">;
  readonly shell: Shell;
  readonly routes: Routes;
  readonly viewerOf: FindViewer;
  readonly streams: Streams;
  /** What ends with it. */
  readonly live: AsyncDisposable;
  /** Whether the server is stopping. */
  isEnding(): boolean;
}

export function createPage(options: PageOptions): Page {
  const { access, accessLog, shell, routes, viewerOf, streams, live } = options;
  const isProxy = networkTest(access.trustedProxies);

  /** Data, or why there is none. */
  const sendData = async (asked: PageRequest, isFull: () => boolean): Promise<PageRefusal | undefined> => {
    const { request, response, path } = asked;
    const route = routes.find(path);
    if (route === undefined) return NOT_FOUND;
    if (request.method !== route.method) {
      response.setHeader("allow", route.method);
      return OTHER_METHOD;
    }
    const forged = refuseOtherSite(asked) ?? (route.method === "POST" ? refuseForged(asked) : undefined);
    if (forged !== undefined) return forged;
    if (options.isEnding()) return STOPPING;
    if (isFull()) return FULL;
    const viewer = await viewerOf(asked);
    if (route.isPublic === true) return route.handle(asked, viewer);
    return viewer === undefined ? NOT_SIGNED_IN : route.handle(asked, viewer);
  };

  const respond = async (asked: PageRequest, isFull: () => boolean): Promise<PageRefusal | undefined> => {
    const { request, response, path } = asked;
    const refusal = refuseRequest(asked, access);
    if (refusal !== undefined) return refusal;
    if (routes.isData(path)) return sendData(asked, isFull);
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      return OTHER_METHOD;
    }
    if (!path.startsWith(PAGE_PATH)) response.writeHead(308, { location: PAGE_PATH }).end();
    else if (!shell.sendFile(asked)) shell.sendPage(asked, isPage(path) ? 200 : 404);
    return undefined;
  };

  return {
    async handle(open, isFull) {
      const { request, response, client } = open;
      setPageHeaders(response);
      if (request.method !== "POST") closeIfUnread(request, response);
      const asked = readRequest(open, isProxy);
      try {
        const refusal = await respond(asked, isFull);
        if (refusal === undefined) return;
        const { status, reason, isAttack } = refusal;
        if (isAttack === true) accessLog.refused({ address: client, status, reason });
        sendRefusal(asked, refusal);
      } catch (error) {
        // a client may send any number of halves
        if (!request.destroyed || request.complete) throw error;
        response.destroy();
      }
    },
    isStream: ({ response }) => streams.has(response),
    [Symbol.asyncDispose]: () => live[Symbol.asyncDispose](),
  };
}

function readRequest(open: OpenRequest, isProxy: (address: string) => boolean): PageRequest {
  const source = sourceOf(open.request);
  const url = open.request.url ?? "";
  const [path = ""] = url.split("?", 1);
  const query = new URLSearchParams(url.slice(path.length));
  return { ...open, path, query, source, isEncrypted: isEncrypted(source, isProxy) };
}

const NOT_FOUND = { status: 404, code: "NOT_FOUND", reason: "the page has no such route, or no such tool" };
const OTHER_METHOD = { status: 405, code: "METHOD", reason: "this route has another method" };
/** No attack: a page that is open asks again when its session has ended. */
const NOT_SIGNED_IN = {
  status: 401,
  code: "UNAUTHENTICATED" satisfies NoSession,
  reason: "the session has ended, or there was none: sign in with a token",
};
const STOPPING = {
  status: 503,
  code: "STOPPING",
  reason: "the server is stopping. Nothing was changed. Repeat the call once it has started again",
  retryAfterSec: 1,
};
