import { assertConfigSettings, type ConfigSettings } from "./config-settings.js";
import { renderDefaults } from "./render-defaults.js";
import { renderFrontend } from "./render-frontend.js";
import { renderGlobal } from "./render-global.js";
import { renderRing } from "./render-log.js";
import { renderMcpBackend } from "./render-mcp.js";
import { renderPools } from "./render-pools.js";
import { renderStatistics } from "./render-statistics.js";

/**
 * HAProxy's configuration (configuration.txt): one frontend that routes by the map, over HTTP and, with `https`, HTTPS with HTTP/2 and
 * HTTP/3; and pools whose slots restore themselves. HAProxy 2.6 to 3.4 load it without a warning. Pure.
 *
 * @throws HostError `INVALID_SETTING`
 */
export function renderConfig(settings: ConfigSettings): string {
  assertConfigSettings(settings);
  const { pools, statistics, mcp, accessLog } = settings;
  return [
    "# Rendered by haproxy-mcp.",
    ...renderGlobal(settings),
    ...renderRing(accessLog),
    ...renderDefaults(),
    ...renderFrontend(settings),
    ...(statistics === undefined ? [] : renderStatistics(statistics)),
    ...(mcp === undefined ? [] : renderMcpBackend(mcp)),
    ...renderPools(pools),
  ].join("\n");
}
