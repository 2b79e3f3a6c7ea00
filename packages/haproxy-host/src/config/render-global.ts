import { block } from "./block.js";
import type { ConfigSettings, PrivilegeSettings } from "./config-settings.js";

/** Of TLS 1.2, those with forward secrecy and authenticated encryption (RFC 9325 section 4.2). */
const CIPHERS = ["ECDSA", "RSA"].flatMap((key) => [
  `ECDHE-${key}-AES128-GCM-SHA256`,
  `ECDHE-${key}-AES256-GCM-SHA384`,
  `ECDHE-${key}-CHACHA20-POLY1305`,
]);

/** Of the process, for others than clients: statistics and health checks by other programs. */
const OTHER_CONNECTIONS = 100;

export function renderGlobal(settings: ConfigSettings): readonly string[] {
  const { maxConnections, https, privileges } = settings;
  return [
    "global",
    ...(privileges === undefined ? [] : renderPrivileges(privileges)),
    ...renderRuntime(settings),
    ...block(
      `${OTHER_CONNECTIONS} more than the frontend has, so that statistics can still be read when that is full.`,
      maxConnections === undefined ? [] : [`maxconn ${processConnections(maxConnections)}`],
    ),
    ...block(
      "After a reload the old worker ends by then, even if a client keeps a WebSocket or a log reader open.",
      ["hard-stop-after 30m"],
    ),
    ...block(
      "TLS 1.2 with forward secrecy and authenticated encryption only (RFC 9325), and 1.3.",
      https === undefined
        ? []
        : [
            "ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets",
            `ssl-default-bind-ciphers ${CIPHERS.join(":")}`,
            "ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
          ],
    ),
    "",
  ];
}

/** What the Runtime API and self-restoring servers need. */
export function renderRuntime({
  statsSockets,
  stateFile,
}: Pick<ConfigSettings, "statsSockets" | "stateFile">): readonly string[] {
  return [
    ...block(
      "The Runtime API: whoever can connect controls HAProxy. A socket of mode 666 is as private as its folder.",
      statsSockets.map((socket) => `stats socket ${socket}`),
    ),
    ...block("A batch that waits for its response counts as idle.", ["stats timeout 60s"]),
    ...block("Servers are restored from it at a start and a reload.", [`server-state-file ${stateFile}`]),
  ];
}

/** `maxconn` of the section `global`. */
export function processConnections(maxConnections: number): number {
  return maxConnections + OTHER_CONNECTIONS;
}

function renderPrivileges({ user, group, chroot }: PrivilegeSettings): readonly string[] {
  return block("Root is needed to bind and to read certificates only.", [
    `user ${user}`,
    `group ${group}`,
    `chroot ${chroot}`,
  ]);
}
