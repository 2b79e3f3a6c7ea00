import { type HaproxyHost, HostError } from "@haproxy-mcp/haproxy-host";
import type { Services } from "../services.js";

/** @throws HostError `NOT_FOUND` where HAProxy runs out of our reach */
export function hostOf({ host }: Services): HaproxyHost {
  if (host !== undefined) return host;
  throw new HostError(
    "NOT_FOUND",
    "HAPROXY_HOST_KIND is none: HAProxy runs where it can be neither checked nor reloaded",
  );
}
