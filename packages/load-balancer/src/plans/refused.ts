import type { ServerRecord } from "@haproxy-mcp/map-store";
import { LoadBalancerError } from "../errors.js";
import type { Ground } from "./ground.js";

/** @throws LoadBalancerError `REFUSED_SERVER` */
export function assertNotRefused({ refuse }: Ground, server: ServerRecord): void {
  const refusal = refuse?.(server);
  if (refusal !== undefined) throw new LoadBalancerError("REFUSED_SERVER", refusal, { field: "ip" });
}
