import type { ServerResponse } from "node:http";
import type { PageEvents } from "../model.js";

export type PartName = Exclude<keyof PageEvents, "alive" | "signed-out">;

/** In the order in which a viewer gets them. */
const PARTS: readonly PartName[] = [
  "haproxy",
  "domains",
  "past",
  "tick",
  "findings",
  "certificates",
  "changes",
];
const MAX_VIEWERS = 64;
const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};
/** The browser connects again after 2 s. */
const RETRY = "retry: 2000\n\n";
const HEARTBEAT = "event: alive\ndata: {}\n\n";
const TOO_MANY = {
  error: {
    code: "TOO_MANY_VIEWERS",
    message: `${MAX_VIEWERS} pages are open already; close one, and reload this one`,
  },
};

/** Who looks at the page. */
export interface Viewer {
  /** Whether it may still look: asked once a second. */
  isSignedIn(): boolean | Promise<boolean>;
}

/** The streams of all viewers. */
export interface Viewers {
  readonly count: number;
  /** Sends the parts from now on; with 503 where there are 64 already, and after the end. */
  connect(response: ServerResponse, viewer: Viewer): void;
  /**
   * Sends what changed, in one text for all. A viewer that is owed the part gets it whole in its place.
   *
   * @param text JSON, of an event of that name
   */
  send(name: PartName, text: string): void;
  /** Ends the streams of those who may look no more, and those that were not read for a minute. */
  review(): void;
  heartbeat(): void;
  /** Ends all streams. */
  end(): void;
}

interface Stream {
  readonly response: ServerResponse;
  readonly viewer: Viewer;
  /** Parts that it gets whole as soon as it can take them: all at first, and those that it missed. */
  readonly owed: Set<PartName>;
  /** How often in a row it was reviewed while it did not read. */
  unread: number;
  /** Whether it is being asked if it may still look. */
  isAsked: boolean;
}

const MOST_UNREAD = 60;

/**
 * @param whole the JSON text of a part as a whole; `undefined` while it is not known
 * @param onChange called when one has come or gone
 */
export function createViewers(whole: (name: PartName) => string | undefined, onChange: () => void): Viewers {
  const streams = new Set<Stream>();
  let id = 0;
  let hasEnded = false;
  const eventOf = (name: keyof PageEvents, text: string) => `id: ${++id}\nevent: ${name}\ndata: ${text}\n\n`;
  /** Of those made for one viewer, which others may need as well. */
  const wholes = new Map<PartName, { readonly text: string; readonly event: string }>();

  const wholeEvent = (name: PartName): string | undefined => {
    const text = whole(name);
    if (text === undefined) return undefined;
    const known = wholes.get(name);
    if (known?.text === text) return known.event;
    const event = eventOf(name, text);
    wholes.set(name, { text, event });
    return event;
  };

  /** As many as it takes now, up to one part: those after it may be sent to all next. */
  const pay = ({ response, owed }: Stream, last?: PartName) => {
    for (const name of PARTS.slice(0, last === undefined ? undefined : PARTS.indexOf(last) + 1)) {
      if (response.writableNeedDrain) return;
      const event = owed.has(name) ? wholeEvent(name) : undefined;
      if (event === undefined) continue;
      owed.delete(name);
      response.write(event);
    }
  };

  const remove = (stream: Stream) => {
    if (streams.delete(stream)) onChange();
  };

  const end = (stream: Stream, event = "") => {
    remove(stream);
    stream.response.end(event);
  };

  const review = async (stream: Stream) => {
    const { response, viewer } = stream;
    stream.unread = response.writableNeedDrain ? stream.unread + 1 : 0;
    if (stream.unread > MOST_UNREAD) response.destroy();
    if (stream.isAsked) return;
    stream.isAsked = true;
    const isSignedIn = await viewer.isSignedIn();
    stream.isAsked = false;
    if (!isSignedIn && streams.has(stream)) end(stream, eventOf("signed-out", "{}"));
  };

  return {
    get count() {
      return streams.size;
    },
    connect(response, viewer) {
      if (hasEnded || streams.size >= MAX_VIEWERS) {
        response.writeHead(503, { "content-type": "application/json", "retry-after": "10" });
        response.end(JSON.stringify(TOO_MANY));
        return;
      }
      const stream: Stream = { response, viewer, owed: new Set(PARTS), unread: 0, isAsked: false };
      response.writeHead(200, HEADERS);
      response.write(RETRY);
      streams.add(stream);
      response.on("drain", () => pay(stream));
      response.once("close", () => remove(stream)).on("error", () => remove(stream));
      onChange(); // which may drop what is too old
      pay(stream);
    },
    send(name, text) {
      let event: string | undefined;
      for (const stream of streams) {
        const { response, owed } = stream;
        if (owed.has(name)) pay(stream, name);
        else if (response.writableNeedDrain) owed.add(name);
        else {
          event ??= eventOf(name, text);
          response.write(event);
        }
      }
    },
    review() {
      for (const stream of streams) review(stream).catch(() => end(stream));
    },
    heartbeat() {
      for (const { response } of streams) if (!response.writableNeedDrain) response.write(HEARTBEAT);
    },
    end() {
      hasEnded = true;
      for (const stream of streams) end(stream);
    },
  };
}
