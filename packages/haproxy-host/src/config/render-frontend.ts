import { block } from "./block.js";
import type { ConfigSettings, HttpsSettings } from "./config-settings.js";
import { renderChallenges } from "./render-challenges.js";
import {
  FROM_PROXY,
  REFUSALS,
  renderForwarded,
  renderHeaderCleaning,
  renderProxyAcl,
} from "./render-headers.js";
import { renderAccessLog } from "./render-log.js";
import { MCP_HOST_ACL, renderMcpAcls, renderMcpRules } from "./render-mcp.js";
import { renderResponseHeaders } from "./render-responses.js";
import { renderHost, renderNotFound, renderRouting } from "./render-routing.js";

const NO_HOST = 'return status 400 content-type text/plain string "The Host header is not a host name.\\n"';

export function renderFrontend({
  httpBinds,
  https,
  mapFile,
  challengeMapFile,
  maxConnections,
  accessLog,
  trustedProxies = [],
  mcp,
}: ConfigSettings): readonly string[] {
  const hasProxies = trustedProxies.length > 0;
  return [
    "frontend http",
    ...httpBinds.map((bind) => `  bind ${bind}`),
    ...(https === undefined ? [] : renderHttpsBinds(https)),
    ...block("The addresses above appear in the statistics.", ["option socket-stats"]),
    ...block(
      "Further clients wait in the kernel's queue.",
      maxConnections === undefined ? [] : [`maxconn ${maxConnections}`],
    ),
    ...renderAccessLog(accessLog, hasProxies ? "%[var(txn.client)]" : "%ci"),
    ...renderProxyAcl(trustedProxies),
    ...(mcp === undefined ? [] : renderMcpAcls(mcp)),
    ...renderHost(),
    ...(accessLog !== undefined && hasProxies ? renderClient() : []),
    ...renderChallenges(challengeMapFile),
    ...REFUSALS,
    ...renderRouting(mapFile, NO_HOST),
    ...renderNotFound(mcp === undefined ? undefined : MCP_HOST_ACL),
    ...renderHeaderCleaning(trustedProxies),
    ...(https?.redirect === true ? renderRedirect(https, hasProxies) : []),
    ...renderForwarded(trustedProxies),
    ...(https === undefined ? [] : renderResponseHeaders(https)),
    ...(mcp === undefined ? [] : renderMcpRules(mcp, hasProxies)),
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

/** For the log. */
function renderClient(): readonly string[] {
  return block("The client, as the proxy in front saw it.", [
    "http-request set-var(txn.client) src",
    `http-request set-var(txn.client) req.hdr_ip(x-forwarded-for,-1) if ${FROM_PROXY} { req.hdr_ip(x-forwarded-for,-1) -m found }`,
  ]);
}

function renderRedirect({ port }: HttpsSettings, hasProxies: boolean): readonly string[] {
  const target = `https://%[var(txn.host)]${port === 443 ? "" : `:${port}`}`;
  const unless = hasProxies ? " !{ req.hdr(x-forwarded-proto) -i https }" : "";
  return block("308 keeps the method and body of a POST; 301 would make it a GET.", [
    `http-request redirect prefix ${target} code 308 if !{ ssl_fc }${unless}`,
  ]);
}
