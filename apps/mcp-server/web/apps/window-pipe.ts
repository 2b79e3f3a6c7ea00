import type { Pipe } from "./bridge.js";

/** What of a window is used here. */
export interface ViewWindow {
  readonly parent: { postMessage(message: unknown, origin: string): void };
  addEventListener(type: "message", listener: (event: MessageFrom) => void): void;
}

export interface MessageFrom {
  readonly source: unknown;
  readonly origin: string;
  readonly data: unknown;
}

/** Messages can be addressed to these; other programs than browsers have origins of their own. */
const ADDRESSABLE = /^https?:/;

/**
 * To the window that holds this one, and from no other. Whose page that is, a view can't know before its first message: later ones must have the
 * same origin, and go to no other.
 */
export function createWindowPipe(window: ViewWindow): Pipe {
  let origin: string | undefined;
  return {
    post: (message) =>
      window.parent.postMessage(message, origin !== undefined && ADDRESSABLE.test(origin) ? origin : "*"),
    listen(onMessage) {
      window.addEventListener("message", ({ source, origin: from, data }) => {
        if (source !== window.parent || source === window) return;
        if (origin !== undefined && origin !== from) return;
        origin = from;
        onMessage(data);
      });
    },
  };
}
