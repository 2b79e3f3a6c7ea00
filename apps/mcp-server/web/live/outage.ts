import type { LiveState } from "./state.js";

/** Why nothing can be changed now. */
export function outageOf({ connection, haproxy }: Pick<LiveState, "connection" | "haproxy">) {
  if (connection === "lost") return "The page lost the server: it can change nothing until it is back.";
  return haproxy?.isUp === false
    ? "HAProxy does not respond: nothing can be changed until it does."
    : undefined;
}
