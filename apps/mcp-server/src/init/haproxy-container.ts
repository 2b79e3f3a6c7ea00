import { join } from "node:path";
import { localMasterOf } from "../haproxy/local-socket.js";
import { exists } from "../program/exists.js";
import type { Config } from "../settings/config.js";
import { haproxyFolders, socketFolder } from "./folders.js";

const IMAGE = "docker.io/library/haproxy:3.2";
const QUADLET_GENERATOR = "usr/lib/systemd/system-generators/podman-system-generator";
/** Run by the container's shell; slim images have no HTTP client. */
export const HEALTH_COMMAND =
  "bash -c 'exec 3<>/dev/tcp/127.0.0.1/8404 && echo GET / HTTP/1.0 >&3 && echo >&3 && timeout 3 head -n 1 <&3 | grep -q 200'";

/**
 * Whether Podman turns `.container` files into units: since 4.4; Debian 12 has 4.3. Where Podman is not installed, it is assumed to.
 * A unit of ours that exists stays in use: it would hide one that Quadlet makes.
 */
export async function hasQuadlet(root: string, config: Config): Promise<boolean> {
  const hasUnit = await exists(unitIn(root, config));
  return !hasUnit && !(await isBeforeQuadlet(root));
}

/** Why HAProxy does not run by a Quadlet; `undefined` where it does. */
export async function whyNoQuadlet(root: string, config: Config): Promise<string | undefined> {
  if (await hasQuadlet(root, config)) return undefined;
  return (await isBeforeQuadlet(root))
    ? "this machine's Podman is older than 4.4 and has no Quadlet"
    : `the unit that exists stays in use; delete ${unitIn(root, config)} to use a Quadlet`;
}

/** The `.container` file that has no effect, if there is one: Podman is older than it was, or the file was written regardless. */
export async function deadQuadlet(root: string, { host }: Config): Promise<string | undefined> {
  const file = join(root, `etc/containers/systemd/${host.container}.container`);
  return host.kind === "podman" && (await exists(file)) && (await isBeforeQuadlet(root)) ? file : undefined;
}

function unitIn(root: string, { host }: Config): string {
  return join(root, `etc/systemd/system/${host.container}.service`);
}

async function isBeforeQuadlet(root: string): Promise<boolean> {
  return (await exists(join(root, "usr/bin/podman"))) && !(await exists(join(root, QUADLET_GENERATOR)));
}

/**
 * HAProxy as a container (podman-systemd.unit(5)), with the same paths as on this machine. It starts as root of the container,
 * binds, and drops root as haproxy.cfg says.
 */
export function quadlet(config: Config): string {
  return `[Unit]
Description=HAProxy
After=network-online.target
Wants=network-online.target

[Container]
ContainerName=${config.host.container}
Image=${IMAGE}
Network=host
User=0
${volumesOf(config)
  .map((volume) => `Volume=${volume}\n`)
  .join("")}Exec=${commandOf(config)}
Ulimit=nofile=524288:524288
HealthCmd=${HEALTH_COMMAND}
HealthInterval=30s
HealthTimeout=5s
HealthRetries=3

[Service]
ExecReload=/usr/bin/podman kill --signal USR2 ${config.host.container}
Restart=always
RestartSec=1
TimeoutStartSec=900

[Install]
WantedBy=multi-user.target
`;
}

/** The same for a Podman that has no Quadlet, as its generator would write it. */
export function containerService(config: Config): string {
  const { container } = config.host;
  return `[Unit]
Description=HAProxy
After=network-online.target
Wants=network-online.target
RequiresMountsFor=%t/containers

[Service]
Environment=PODMAN_SYSTEMD_UNIT=%n
ExecStart=/usr/bin/podman run --name ${container} --cidfile=%t/%N.cid --replace --rm --cgroups=split \\
  --ulimit nofile=524288:524288 --network host --sdnotify=conmon -d --user 0 \\
${volumesOf(config)
  .map((volume) => `  -v ${volume} \\\n`)
  .join("")}  --health-cmd "${HEALTH_COMMAND}" \\
  --health-interval 30s --health-retries 3 --health-timeout 5s \\
  ${IMAGE} ${commandOf(config)}
ExecReload=/usr/bin/podman kill --signal USR2 ${container}
ExecStop=/usr/bin/podman stop --ignore --cidfile=%t/%N.cid
ExecStopPost=-/usr/bin/podman rm --force --ignore --cidfile=%t/%N.cid
Type=notify
NotifyAccess=all
Delegate=yes
KillMode=mixed
SyslogIdentifier=%N
Restart=always
RestartSec=1
TimeoutStartSec=900

[Install]
WantedBy=multi-user.target
`;
}

function volumesOf(config: Config): readonly string[] {
  const socket = socketFolder(config);
  return [
    ...haproxyFolders(config).map((folder) => `${folder}:${folder}:ro`),
    ...(socket === undefined ? [] : [`${socket}:${socket}`]),
  ];
}

function commandOf(config: Config): string {
  return `haproxy -W -db ${masterOption(config)} -f ${config.host.configFile}`;
}

/**
 * Where HAProxy's master CLI listens; its folder decides who can use it. An operator can reload; an admin, which is the default, can
 * use debugging commands that run in the master, as root (management.txt section 9.4).
 */
export function masterOption(config: Config): string {
  const local = localMasterOf(config);
  return local === undefined ? "-S /run/haproxy-master.sock,mode,600" : `-S ${local},mode,666,level,operator`;
}
