import { poolName } from "@haproxy-mcp/pool-allocator";
import { assertConfigSettings, type ConfigSettings } from "./config-settings.js";
import { renderFrontend } from "./render-frontend.js";
import { DEFAULTS, renderGlobal } from "./render-global.js";
import { renderMcpBackend } from "./render-mcp.js";
import { renderStatistics } from "./render-statistics.js";

/**
 * HAProxy's configuration (configuration.txt): one frontend that routes by the map, over HTTP and, where told, HTTPS with HTTP/2 and
 * HTTP/3; and pools whose slots restore themselves. HAProxy 2.6 to 3.4 take it without a warning. Pure.
 *
 * @throws HostError `INVALID_SETTING`
 */
export function renderConfig(settings: ConfigSettings): string {
  assertConfigSettings(settings);
  const { pools, statistics, mcp } = settings;
  const backends = Array.from({ length: pools.count }, (_, i) => renderPool(poolName(i + 1), pools.slots));
  return [
    "# Rendered by haproxy-mcp. What stands here is explained in @haproxy-mcp/haproxy-host.",
    ...renderGlobal(settings),
    ...DEFAULTS,
    ...renderFrontend(settings),
    ...(statistics === undefined ? [] : renderStatistics(statistics)),
    ...(mcp === undefined ? [] : renderMcpBackend(mcp)),
    ...backends.flat(),
    "",
  ].join("\n");
}

/**
 * The slots have a host name that never resolves, and `last` before the placeholder address: only so does HAProxy
 * take addresses from the state file. The 0.0.0.0 lets `set server addr` know the family.
 */
function renderPool(name: string, slots: number): readonly string[] {
  return [
    `backend ${name}`,
    `  server-template ${name}_ 1-${slots} unassigned.invalid:80 check disabled init-addr last,0.0.0.0`,
    "",
  ];
}
