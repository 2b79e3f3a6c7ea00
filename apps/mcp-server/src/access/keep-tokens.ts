import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "@haproxy-mcp/durable-files";
import type { Log } from "../program/log.js";
import type { ServedTokens, Tokens } from "./tokens.js";

/** How long HAProxy may accept other tokens than we do after a file was changed by hand. */
const POLL_MS = 1_000;
/** HAProxy may have read an older map when it was reloaded. */
const REFRESH_MS = 60_000;
const RETRY_MS = 5_000;

/**
 * Makes HAProxy accept the tokens that the files have, whenever they change, until the signal aborts. Tries again while HAProxy does not
 * respond.
 */
export async function keepTokens(
  tokens: Tokens,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  let [version, nextMs, reported] = ["", 0, ""];
  const report = (problem: string) => {
    if (problem !== reported && problem !== "") log.warn(problem);
    reported = problem;
  };
  while (!signal.aborted) {
    const now = await tokens.version();
    if (now !== version || performance.now() >= nextMs) {
      const served = await tokens.serve(signal).catch((error: unknown) => error as Error);
      if (signal.aborted) return;
      version = now;
      nextMs = performance.now() + (served instanceof Error ? RETRY_MS : REFRESH_MS);
      report(problemOf(served));
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

/** Empty if there is none. */
function problemOf(served: ServedTokens): string {
  if (served instanceof Error) return `HAProxy may not know every token: ${messageOf(served)}`;
  return served === "served" ? "" : `${NO_MAP}; haproxy-mcp init --write and a reload of HAProxy add it`;
}

/** One with an older configuration has only the token that it read at its start. */
export const NO_MAP =
  "HAProxy has no map mcp-tokens.map: if it passes clients on to this server, it knows only the token of its own configuration";
