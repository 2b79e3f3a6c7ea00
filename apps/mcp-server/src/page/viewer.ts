import type { Caller } from "../access/caller.js";

/** Who looks at the page. */
export interface Viewer {
  readonly caller: Caller;
  /** Whether the page opened without a token. */
  readonly isOpen: boolean;
  /** Whether it may still look: its session has not ended, and its token is valid. */
  isSignedIn(): Promise<boolean>;
}
