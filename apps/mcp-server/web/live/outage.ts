import type { LiveState } from "./state.js";

/** Why nothing can be changed now. */
export function outageOf({ connection, haproxy }: Pick<LiveState, "connection" | "haproxy">) {
  const lost = connection === "lost" ? "the server" : haproxy?.isUp === false ? "HAProxy" : undefined;
  return lost && `Nothing can be changed until ${lost} responds.`;
}
