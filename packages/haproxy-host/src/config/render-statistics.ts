import type { StatisticsSettings } from "./config-settings.js";

export function renderStatistics({ bind, prometheus }: StatisticsSettings): readonly string[] {
  return [
    "frontend statistics",
    `  bind ${bind}`,
    ...(prometheus ? ["  http-request use-service prometheus-exporter if { path /metrics }"] : []),
    "  stats enable",
    "  stats uri /",
    "  stats refresh 10s",
    "",
  ];
}
