import { type HaproxyHost, HostError } from "@haproxy-mcp/haproxy-host";
import type { Services } from "../services.js";

/** @throws HostError `NOT_FOUND` with `HAPROXY_HOST_KIND=none` */
export function hostOf({ host }: Services): HaproxyHost {
  if (host !== undefined) return host;
  throw new HostError(
    "NOT_FOUND",
    "HAPROXY_HOST_KIND is none: this server can neither check nor reload HAProxy",
  );
}
