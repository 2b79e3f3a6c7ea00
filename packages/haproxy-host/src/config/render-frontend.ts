import type { ConfigSettings, HttpsSettings } from "./config-settings.js";
import { renderChallenges } from "./render-challenges.js";
import { MCP_HOST, renderMcpAcls, renderMcpRules } from "./render-mcp.js";
import { renderRouting } from "./render-routing.js";

const HSTS_SEC = 31_536_000;
const ALT_SVC_SEC = 86_400;

/** Security headers for responses of applications that don't set them. */
const SECURITY_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["strict-transport-security", `max-age=${HSTS_SEC}`],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "SAMEORIGIN"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
];

export function renderFrontend({
  httpBinds,
  https,
  mapFile,
  challengeMapFile,
  mcp,
}: ConfigSettings): readonly string[] {
  return [
    "frontend http",
    ...httpBinds.map((bind) => `  bind ${bind}`),
    ...(https === undefined ? [] : renderHttpsBinds(https)),
    // the addresses that it listens on appear in the statistics
    "  option socket-stats",
    ...(mcp === undefined ? [] : renderMcpAcls(mcp)),
    ...(challengeMapFile === undefined ? [] : renderChallenges(challengeMapFile)),
    ...renderRouting(mapFile, mcp === undefined ? undefined : MCP_HOST),
    ...(https?.redirect === true
      ? [`  http-request redirect ${redirectTo(https)} code 301 if !{ ssl_fc }`]
      : []),
    "  http-request set-header x-forwarded-proto %[ssl_fc,iif(https,http)]",
    "  http-request set-header x-forwarded-host %[req.hdr(host)]",
    "  http-request set-header x-forwarded-port %[dst_port]",
    ...(https === undefined ? [] : renderResponseHeaders(https)),
    ...(mcp === undefined ? [] : renderMcpRules(mcp)),
    "  use_backend %[var(txn.pool)]",
    "",
  ];
}

function renderHttpsBinds({ binds, quicBinds, certsDir }: HttpsSettings): readonly string[] {
  return [
    ...binds.map((bind) => `  bind ${bind} ssl crt ${certsDir} alpn h2,http/1.1`),
    ...quicBinds.map((bind) => `  bind ${bind} ssl crt ${certsDir} alpn h3`),
  ];
}

function redirectTo({ port }: HttpsSettings): string {
  return port === 443 ? "scheme https" : `location https://%[var(txn.host)]:${port}%[pathq]`;
}

function renderResponseHeaders({ quicBinds, port }: HttpsSettings): readonly string[] {
  const altSvc =
    quicBinds.length === 0
      ? []
      : [`  http-after-response set-header alt-svc 'h3=":${port}"; ma=${ALT_SVC_SEC}' if { ssl_fc }`];
  const security = SECURITY_HEADERS.map(
    ([name, value]) =>
      `  http-after-response set-header ${name} ${value} if { ssl_fc } !{ res.hdr(${name}) -m found }`,
  );
  return [...altSvc, ...security];
}
