import { poolName } from "@haproxy-mcp/pool-allocator";
import { assertConfigSettings, type ConfigSettings } from "./config-settings.js";
import { renderFrontend } from "./render-frontend.js";
import { DEFAULTS, renderGlobal } from "./render-global.js";
import { renderMcpBackend } from "./render-mcp.js";
import { renderStatistics } from "./render-statistics.js";
import { serverTemplate } from "./server-template.js";

/**
 * HAProxy's configuration (configuration.txt): one frontend that routes by the map, over HTTP and, with `https`, HTTPS with HTTP/2 and
 * HTTP/3; and pools whose slots restore themselves. HAProxy 2.6 to 3.4 load it without a warning. Pure.
 *
 * @throws HostError `INVALID_SETTING`
 */
export function renderConfig(settings: ConfigSettings): string {
  assertConfigSettings(settings);
  const { pools, statistics, mcp } = settings;
  const backends = Array.from({ length: pools.count }, (_, i) => renderPool(poolName(i + 1), pools.slots));
  return [
    "# Rendered by haproxy-mcp. The README of @haproxy-mcp/haproxy-host explains each part.",
    ...renderGlobal(settings),
    ...DEFAULTS,
    ...renderFrontend(settings),
    ...(statistics === undefined ? [] : renderStatistics(statistics)),
    ...(mcp === undefined ? [] : renderMcpBackend(mcp)),
    ...backends.flat(),
    "",
  ].join("\n");
}

function renderPool(name: string, slots: number): readonly string[] {
  return [`backend ${name}`, `  ${serverTemplate(name, slots)}`, ""];
}
