import type { ConfigSettings } from "./config-settings.js";

/** Of TLS 1.2, those with forward secrecy and authenticated encryption (RFC 9325 section 4.2). */
const CIPHERS = ["ECDSA", "RSA"].flatMap((key) => [
  `ECDHE-${key}-AES128-GCM-SHA256`,
  `ECDHE-${key}-AES256-GCM-SHA384`,
  `ECDHE-${key}-CHACHA20-POLY1305`,
]);

export function renderGlobal({
  statsSockets,
  stateFile,
  maxConnections,
  https,
  privileges,
}: ConfigSettings): readonly string[] {
  return [
    "global",
    ...(privileges === undefined
      ? []
      : [`  user ${privileges.user}`, `  group ${privileges.group}`, `  chroot ${privileges.chroot}`]),
    ...statsSockets.map((socket) => `  stats socket ${socket}`),
    // A batch that waits for HAProxy to answer is idle in its eyes.
    "  stats timeout 60s",
    `  server-state-file ${stateFile}`,
    ...(maxConnections === undefined ? [] : [`  maxconn ${maxConnections}`]),
    ...(https === undefined
      ? []
      : [
          "  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets",
          `  ssl-default-bind-ciphers ${CIPHERS.join(":")}`,
          "  ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
        ]),
    "",
  ];
}

export const DEFAULTS: readonly string[] = [
  "defaults",
  "  mode http",
  "  load-server-state-from-file global",
  "  balance roundrobin",
  // Servers learn the client's address from X-Forwarded-For; any that the client sent stands before it.
  "  option forwardfor",
  // A server that just failed is not asked a second time.
  "  option redispatch",
  // A reload ends connections with an answer, and none that a client is about to use again.
  "  option idle-close-on-response",
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
