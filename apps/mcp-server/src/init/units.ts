import { dirname } from "node:path";
import { SERVICE_USER } from "../haproxy/render-config.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import { SETTINGS_FILE } from "../settings/settings-file.js";
import { marked } from "./mark.js";
import { type PlannedFile, READABLE } from "./planned-file.js";

const DEFAULT_IMAGE = "docker.io/library/haproxy:3.2";
/** Run by the container's shell; slim images have no HTTP client. */
export const HEALTH_COMMAND =
  "bash -c 'exec 3<>/dev/tcp/127.0.0.1/8404 && echo GET / HTTP/1.0 >&3 && echo >&3 && timeout 3 head -n 1 <&3 | grep -q 200'";
/** systemd would split other paths, or read them as specifiers. */
const UNIT_PATH = /^[\w/.@:+-]+$/;
const PODMAN_SOCKET = "/run/podman/podman.sock";

/** The files that systemd and Podman need for the settings. */
export function plannedUnits(config: Config, program: string): readonly PlannedFile[] {
  const { kind } = config.host;
  return [
    file("/etc/systemd/system/haproxy-mcp.service", service(config, program)),
    file(
      "/etc/sysusers.d/haproxy-mcp.conf",
      `u ${SERVICE_USER} - "MCP server for HAProxy" /var/lib/haproxy-mcp\n`,
    ),
    file("/etc/tmpfiles.d/haproxy-mcp.conf", tmpfiles(config)),
    ...(kind === "podman"
      ? [
          file(`/etc/containers/systemd/${config.host.container}.container`, quadlet(config)),
          file("/etc/systemd/system/podman.socket.d/haproxy-mcp.conf", podmanSocket),
        ]
      : []),
    ...(kind === "systemd"
      ? [
          file(`/etc/systemd/system/${config.host.unit}.d/haproxy-mcp.conf`, haproxyDropIn(config)),
          file("/etc/polkit-1/rules.d/50-haproxy-mcp.rules", polkitRule(config), "//"),
        ]
      : []),
  ];
}

function file(path: string, text: string, comment?: string): PlannedFile {
  return { path, content: marked(text, comment), mode: READABLE, kind: "rendered" };
}

/** The folders that the server and HAProxy share. */
function foldersOf({ haproxy, host, mcp }: Config): readonly string[] {
  const files = [
    haproxy.mapFile,
    haproxy.serversFile,
    haproxy.stateFile,
    haproxy.challengeMapFile,
    host.configFile,
    mcp.tokenFile,
  ];
  return usable([...new Set([...files.map((path) => dirname(path)), host.certsDir])].sort());
}

/** They hold keys, and only the server may read them: HAProxy reads its certificates as root. */
function secretFoldersOf({ host, acme }: Config): readonly string[] {
  return usable([host.certsDir, acme.dataDir]);
}

function usable(folders: readonly string[]): readonly string[] {
  const wrong = folders.find((folder) => !UNIT_PATH.test(folder));
  if (wrong === undefined) return folders;
  throw new UserError(
    `${JSON.stringify(wrong)} cannot be used in a unit: use letters, digits and any of /._@:+-`,
  );
}

/** The unit that runs HAProxy, if there is one. */
export function haproxyUnit({ host }: Config): string | undefined {
  if (host.kind === "systemd") return host.unit;
  return host.kind === "podman" ? `${host.container}.service` : undefined;
}

/** The server may write only to its own folders (systemd.exec(5)). */
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
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
`;
}

/** The folders that the server writes to; the operator's acme.sh may be missing. */
function writable(config: Config): readonly string[] {
  const { acme, given } = config;
  const home = given["ACME_HOME"] === undefined ? [] : usable([acme.home]).map((folder) => `-${folder}`);
  return [...new Set([...foldersOf(config), ...secretFoldersOf(config)].sort()), ...home];
}

/** The folders and their owners (tmpfiles.d(5)). */
function tmpfiles(config: Config): string {
  const secret = secretFoldersOf(config);
  const folders = [...new Set([...foldersOf(config), ...secret])].sort();
  return folders
    .map((folder) => {
      const mode = secret.includes(folder) ? "0700" : "0755";
      return `d ${folder} ${mode} ${SERVICE_USER} ${SERVICE_USER}\nZ ${folder} - ${SERVICE_USER} ${SERVICE_USER}\n`;
    })
    .join("");
}

/**
 * HAProxy as a container (podman-systemd.unit(5)), with the same paths as on this machine. It starts as root of the container,
 * binds, and drops root as haproxy.cfg says.
 */
function quadlet(config: Config): string {
  const { haproxy, host } = config;
  const socket = "path" in haproxy.address ? [dirname(haproxy.address.path)] : [];
  const volumes = [
    ...foldersOf(config).map((folder) => `${folder}:${folder}:ro`),
    ...socket.map((folder) => `${folder}:${folder}`),
  ];
  return `[Unit]
Description=HAProxy
After=network-online.target
Wants=network-online.target

[Container]
ContainerName=${host.container}
Image=${DEFAULT_IMAGE}
Network=host
User=0
${volumes.map((volume) => `Volume=${volume}`).join("\n")}
Exec=haproxy -W -db -S /run/haproxy-master.sock,mode,600 -f ${host.configFile}
Ulimit=nofile=524288:524288
HealthCmd=${HEALTH_COMMAND}
HealthInterval=30s
HealthTimeout=5s
HealthRetries=3

[Service]
ExecReload=/usr/bin/podman kill --signal USR2 ${host.container}
Restart=always
RestartSec=1
TimeoutStartSec=900

[Install]
WantedBy=multi-user.target
`;
}

/** The server uses Podman's socket. Access to it means control of all containers, and so of the machine. */
const podmanSocket = `[Socket]
SocketGroup=${SERVICE_USER}
SocketMode=0660
`;

/** For Debian's unit, which starts HAProxy with `-Ws -f $CONFIG`. */
function haproxyDropIn({ host }: Config): string {
  return `[Service]
Environment="CONFIG=${host.configFile}"
`;
}

/** Lets the server start, stop and reload HAProxy's unit, and no other. */
function polkitRule({ host }: Config): string {
  return `polkit.addRule(function (action, subject) {
  if (
    action.id === "org.freedesktop.systemd1.manage-units" &&
    action.lookup("unit") === ${JSON.stringify(host.unit)} &&
    subject.user === "${SERVICE_USER}"
  ) {
    return polkit.Result.YES;
  }
});
`;
}
