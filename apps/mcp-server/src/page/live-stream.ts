import type { ServerResponse } from "node:http";
import type { Viewer } from "./viewer.js";

/** What the streams of events are sent by. */
export interface Live {
  /** Sends events until the viewer may not look any more, or disconnects. The response has the headers of the page, and no status yet. */
  connect(response: ServerResponse, viewer: Viewer): void;
  /** Ends every stream. */
  close(): void;
}
