import { poolName } from "@haproxy-mcp/validation";
import { assertConfigSettings, type ConfigSettings } from "./config-settings.js";
import { renderRouting } from "./render-routing.js";

/**
 * HAProxy's configuration (configuration.txt) for HTTP: one frontend that routes by the map, and pools whose slots
 * restore themselves. Takes the same form on HAProxy 2.6 to 3.4. Pure.
 *
 * @throws HostError `INVALID_SETTING`
 */
export function renderConfig(settings: ConfigSettings): string {
  assertConfigSettings(settings);
  const { pools, httpBinds, mapFile } = settings;
  const backends = Array.from({ length: pools.count }, (_, i) => renderPool(poolName(i + 1), pools.slots));
  return [
    "# Rendered by haproxy-mcp. What stands here is explained in @haproxy-mcp/haproxy-host.",
    ...renderGlobal(settings),
    ...DEFAULTS,
    "frontend http",
    ...httpBinds.map((bind) => `  bind ${bind}`),
    ...renderRouting(mapFile),
    ...backends.flat(),
    "",
  ].join("\n");
}

function renderGlobal({ statsSockets, stateFile, maxConnections }: ConfigSettings): readonly string[] {
  return [
    "global",
    ...statsSockets.map((socket) => `  stats socket ${socket}`),
    // A batch that waits for HAProxy to answer is idle in its eyes.
    "  stats timeout 60s",
    `  server-state-file ${stateFile}`,
    ...(maxConnections === undefined ? [] : [`  maxconn ${maxConnections}`]),
    "",
  ];
}

const DEFAULTS = [
  "defaults",
  "  mode http",
  "  load-server-state-from-file global",
  "  balance roundrobin",
  // Servers learn the client's address from X-Forwarded-For; any that the client sent stands before it.
  "  option forwardfor",
  // A server that just failed is not asked a second time.
  "  option redispatch",
  "  timeout connect 5s",
  "  timeout client 60s",
  "  timeout server 60s",
  "  timeout tunnel 1h",
  // Against clients that send their header a byte at a time.
  "  timeout http-request 10s",
  "  timeout http-keep-alive 15s",
  "  timeout check 3s",
  "",
];

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
