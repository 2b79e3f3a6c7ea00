import { SERVICE_USER } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { SETTINGS_FILE } from "../settings/settings-file.js";
import { serviceFolders, usable } from "./folders.js";
import { containerService, masterOption, quadlet } from "./haproxy-container.js";
import { marked } from "./mark.js";
import { type PlannedFile, READABLE } from "./planned-file.js";
import { PODMAN_SOCKET, renderTmpfiles } from "./tmpfiles.js";

const UNITS = "/etc/systemd/system";
/** Of the unit that runs the server. */
export const SERVER_UNIT_FILE = `${UNITS}/haproxy-mcp.service`;

export interface UnitOptions {
  /** The command line that starts this program, without a verb. */
  readonly program: string;
  /** Whether Podman makes units of `.container` files. */
  readonly hasQuadlet: boolean;
}

/** The files that systemd and Podman need for the settings. */
export function plannedUnits(config: Config, { program, hasQuadlet }: UnitOptions): readonly PlannedFile[] {
  const { container, kind, unit } = config.host;
  return [
    file(SERVER_UNIT_FILE, service(config, program), ["units", "server"]),
    file(
      "/etc/sysusers.d/haproxy-mcp.conf",
      `u ${SERVICE_USER} - "MCP server for HAProxy" /var/lib/haproxy-mcp\n`,
      ["users"],
    ),
    file("/etc/tmpfiles.d/haproxy-mcp.conf", renderTmpfiles(config), ["folders"]),
    ...(kind === "podman"
      ? [
          hasQuadlet
            ? file(`/etc/containers/systemd/${container}.container`, quadlet(config), ["units", "haproxy"])
            : file(`${UNITS}/${container}.service`, containerService(config), ["units", "haproxy"]),
          file(`${UNITS}/podman.socket.d/haproxy-mcp.conf`, podmanSocket, ["units", "podman socket"]),
        ]
      : []),
    ...(kind === "systemd"
      ? [
          file(dropInOf(unit), haproxyDropIn(config), ["units", "haproxy"]),
          file("/etc/polkit-1/rules.d/50-haproxy-mcp.rules", polkitRule(config), [], "//"),
        ]
      : []),
  ];
}

function file(path: string, text: string, affects: PlannedFile["affects"], comment?: string): PlannedFile {
  return { path, content: marked(text, comment), mode: READABLE, kind: "rendered", affects };
}

/** The unit that runs HAProxy, if there is one. */
export function haproxyUnit({ host }: Config): string | undefined {
  if (host.kind === "systemd") return host.unit;
  return host.kind === "podman" ? `${host.container}.service` : undefined;
}

/**
 * The server may write only to its own folders (systemd.exec(5)). Node.js asks for the machine's addresses over netlink, and protects
 * its code with memory keys, which systemd before 253 does not count among the calls of a service.
 */
function service(config: Config, program: string): string {
  const { host } = config;
  const needs = [
    "network-online.target",
    haproxyUnit(config),
    host.kind === "podman" ? "podman.socket" : undefined,
  ]
    .filter((unit) => unit !== undefined)
    .join(" ");
  // a child HAProxy binds ports below 1024
  const capabilities = host.kind === "child" ? "CAP_NET_BIND_SERVICE" : "";
  return `[Unit]
Description=MCP server for HAProxy
After=${needs}
Wants=${needs}

[Service]
Type=exec
ExecStart=${program} serve
EnvironmentFile=-${SETTINGS_FILE}
${host.kind === "podman" ? `Environment=CONTAINER_HOST=unix://${PODMAN_SOCKET}\n` : ""}User=${SERVICE_USER}
Group=${SERVICE_USER}
Restart=on-failure
RestartSec=2
UMask=0077
StateDirectory=haproxy-mcp

NoNewPrivileges=yes
CapabilityBoundingSet=${capabilities}
${capabilities && `AmbientCapabilities=${capabilities}\n`}ProtectSystem=strict
ReadWritePaths=${writable(config).join(" ")}
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service pkey_alloc pkey_free pkey_mprotect
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

/** The folders that the server writes to; the operator's acme.sh may be missing. */
function writable(config: Config): readonly string[] {
  const { acme, given } = config;
  const home = given["ACME_HOME"] === undefined ? [] : [`-${usable(acme.home)}`];
  return [...serviceFolders(config).map(({ path }) => path), ...home];
}

/** The server uses Podman's socket. Access to it means control of all containers, and so of the machine. */
const podmanSocket = `[Socket]
SocketGroup=${SERVICE_USER}
SocketMode=0660
`;

/** For Debian's unit, which starts HAProxy with `-Ws -f $CONFIG $EXTRAOPTS`. */
/** Has HAProxy's own unit start it with our settings. */
export function dropInOf(unit: string): string {
  return `${UNITS}/${unit}.d/haproxy-mcp.conf`;
}

function haproxyDropIn(config: Config): string {
  return `[Service]
Environment="CONFIG=${config.host.configFile}" "EXTRAOPTS=${masterOption(config)}"
`;
}

/** Lets the server reload HAProxy's unit: not start, stop or change it, and no other unit. */
function polkitRule({ host }: Config): string {
  return `polkit.addRule(function (action, subject) {
  if (
    action.id === "org.freedesktop.systemd1.manage-units" &&
    action.lookup("unit") === ${JSON.stringify(host.unit)} &&
    action.lookup("verb") === "reload" &&
    subject.user === "${SERVICE_USER}"
  ) {
    return polkit.Result.YES;
  }
});
`;
}
