import { useRef, useState } from "preact/hooks";
import type { ReachResult } from "../../src/page/model.js";
import { failureOf, post } from "../call.js";
import { mayBeAddress, readEndpoint } from "./endpoint.js";

const DEFAULT_PORT = 80;

/** Whether haproxy-mcp reaches a server, in words; by the text that was asked about. */
export interface Reached {
  readonly text: string;
  /** `undefined`: not known yet. */
  readonly isReached: boolean | undefined;
  readonly says: string;
}

/** Asks once for each text. */
export function useReach(): { readonly found: Reached | undefined; ask(text: string): Promise<void> } {
  const [found, setFound] = useState<Reached>();
  const asked = useRef("");
  return {
    found,
    async ask(given) {
      const text = given.trim();
      if (text === asked.current || !mayBeAddress(text)) return;
      asked.current = text;
      setFound({ text, isReached: undefined, says: "Trying to reach it…" });
      const { ip, http_port = DEFAULT_PORT } = readEndpoint(text);
      const next = await post("/ui/reach", { ip, http_port }).then(
        async (response) => describeReach(text, await response.json()),
        (error) => ({ text, isReached: false, says: failureOf(error).message }),
      );
      if (asked.current === text) setFound(next);
    },
  };
}

function describeReach(text: string, result: ReachResult): Reached {
  return result.reachable
    ? { text, isReached: true, says: `reachable from here in ${Math.max(1, result.ms)} ms` }
    : { text, isReached: false, says: `not reachable from here: ${result.why}` };
}
