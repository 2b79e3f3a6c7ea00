import type { ServerRecord } from "@haproxy-mcp/map-store";
import { LoadBalancerError } from "../errors.js";
import type { Ground } from "./ground.js";

/** @throws LoadBalancerError `REFUSED_SERVER` */
export function assertNotRefused({ refuseServer }: Ground, server: ServerRecord): void {
  const refusal = refuseServer(server);
  if (refusal !== undefined) throw new LoadBalancerError("REFUSED_SERVER", refusal, { field: "ip" });
}
