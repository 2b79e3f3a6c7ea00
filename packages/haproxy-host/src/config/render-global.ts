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
    // HAProxy counts a batch that waits for its response as idle.
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
  // Servers get the client's address from X-Forwarded-For, after any that the client sent.
  "  option forwardfor",
  // Retries go to another server than the one that failed.
  "  option redispatch",
  // A reload closes connections with a response, never one that a client is about to reuse.
  "  option idle-close-on-response",
  "  timeout connect 5s",
  "  timeout client 60s",
  "  timeout server 60s",
  "  timeout tunnel 1h",
  // Against clients that send their header byte by byte.
  "  timeout http-request 10s",
  "  timeout http-keep-alive 15s",
  "  timeout check 3s",
  "",
];
