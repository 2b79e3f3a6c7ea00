import type { ServerResponse } from "node:http";
import type { Live } from "./live/create-live.js";
import { FULL, type PageRefusal, type PageRequest } from "./page-request.js";
import type { Viewer } from "./viewer.js";

/** Of one client, so that it can't block the others: a browser's tabs share one. */
const MAX_STREAMS = 32;

/** The streams of events that are open. They never end by themselves, so they are bounded apart from other requests. */
export interface Streams {
  connect(asked: PageRequest, viewer: Viewer): PageRefusal | undefined;
  has(response: ServerResponse): boolean;
}

export function createStreams(live: Pick<Live, "connect">): Streams {
  const clients = new Map<ServerResponse, string>();
  return {
    connect({ response, client }, viewer) {
      if ([...clients.values()].filter((one) => one === client).length >= MAX_STREAMS) return FULL;
      clients.set(response, client);
      response.once("close", () => clients.delete(response));
      live.connect(response, viewer);
      return undefined;
    },
    has: (response) => clients.has(response),
  };
}
