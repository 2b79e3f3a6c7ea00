import { block } from "./block.js";
import type { StatisticsSettings } from "./config-settings.js";

export function renderStatistics({ bind, prometheus }: StatisticsSettings): readonly string[] {
  return [
    "# For operators and Prometheus only: not for clients, and not in the access log.",
    "frontend statistics",
    `  bind ${bind}`,
    "  no log",
    ...block(
      "/metrics?no-maint leaves out the empty slots.",
      prometheus ? ["http-request use-service prometheus-exporter if { path /metrics }"] : [],
    ),
    "  stats enable",
    "  stats uri /",
    "  stats refresh 10s",
    "",
  ];
}
