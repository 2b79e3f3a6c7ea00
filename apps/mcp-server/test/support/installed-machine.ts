import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { freePort, temporaryFolder, until } from "@haproxy-mcp/test-haproxy";
import { openClient, type TestClient } from "./clients.js";

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, "../../../..");
const CHILDREN = "/opt/program/apps/mcp-server/test/children";
const CONFIG = "/opt/haproxy/conf/haproxy.cfg";
const DOOR = "/run/door/socket";
/** The one on PATH: the service's user may not reach those that were unpacked into the repository. */
const HAPROXY = "haproxy";
const LIMIT_MS = 15_000;

/** A machine after `haproxy-mcp init --write` and the commands that it prints: HAProxy runs as root, the server as its user. */
export interface InstalledMachine extends AsyncDisposable {
  readonly client: TestClient;
  /** Of HAProxy on loopback. */
  readonly tlsPort: number;
  /** Runs a script of sh; rejects if it fails. */
  asRoot(script: string): Promise<string>;
  asService(script: string): Promise<string>;
}

/**
 * It shares the network and the programs of this machine; /etc, /opt, /run and its processes are its own. Needs root.
 *
 * @param isUpgrade from a release that gave everything to the service
 * @param files contents by path, written first
 */
export async function startInstalledMachine(
  { kind, isUpgrade = false }: { readonly kind: "systemd" | "podman"; readonly isUpgrade?: boolean },
  given: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<InstalledMachine> {
  if (process.getuid?.() !== 0) throw new Error("this test makes users and mounts: run it as root");
  const folder = await temporaryFolder("machine-");
  const holder = await startNamespaces();
  const children: ChildProcessWithoutNullStreams[] = [];
  const inside = (...command: readonly string[]): [string, string[]] => [
    "nsenter",
    ["--target", String(holder.pid), "--mount", "--pid", "--wd=/", ...command],
  ];
  const dispose = async () => {
    await holder.end();
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "close")));
    await folder[Symbol.asyncDispose]();
  };
  const asRoot = async (script: string, env: NodeJS.ProcessEnv = process.env) =>
    (await run(...inside("sh", "-euc", script), { timeout: LIMIT_MS, env })).stdout;
  const asUser = (...command: readonly string[]) =>
    inside(
      "setpriv",
      "--reuid=haproxy-mcp",
      "--regid=haproxy-mcp",
      "--clear-groups",
      "--no-new-privs",
      ...command,
    );
  const start = async (said: string, [program, args]: [string, string[]], env?: NodeJS.ProcessEnv) => {
    const child = spawn(program, args, { env });
    children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
      });
    await until(said, LIMIT_MS, () => output.includes(said) || child.exitCode !== null).catch(() => {});
    if (!output.includes(said)) throw new Error(`not printed: ${said}\n${output}`);
  };
  try {
    const [mcp, http, tls, statistics, runtime] = await Promise.all([0, 1, 2, 3, 4].map(() => freePort()));
    const settings = {
      HAPROXY_HOST_KIND: kind,
      HAPROXY_TLS_ADDRESS: `127.0.0.1:${tls}`,
      HAPROXY_POOL_COUNT: "5",
      MCP_HOST: "127.0.0.1",
      MCP_PORT: String(mcp),
      ...given,
    };
    // in the environment: arguments are visible to every user
    const environment = {
      ...settings,
      PATH: `/opt/bin:${process.env["PATH"]}`,
      HOME: "/var/lib/haproxy-mcp",
    };
    const haproxyMcp = "/opt/node/node /opt/program/apps/mcp-server/dist/main.cjs";
    await asRoot(privateFolders(folder.path));
    for (const [path, content] of Object.entries(files))
      await asRoot(`mkdir -p ${dirname(path)}; printf %s '${content}' >${path}`);
    await asRoot(installation(haproxyMcp, kind, isUpgrade, { http, tls, statistics, runtime }), environment);
    const rule = kind === "systemd" ? "/etc/polkit-1/rules.d/50-haproxy-mcp.rules" : "";
    await start(
      "root services run",
      inside("/opt/node/node", `${CHILDREN}/root-services.mjs`, DOOR, HAPROXY, CONFIG, rule),
    );
    await start('"msg":"ready"', asUser(...haproxyMcp.split(" "), "serve"), environment);
    const client = await openClient(new URL(`http://127.0.0.1:${mcp}/mcp`));
    return {
      client,
      tlsPort: tls ?? 0,
      asRoot,
      asService: async (script) =>
        (
          await run(...asUser("sh", "-euc", `export PATH=/opt/bin:$PATH; cd /; ${script}`), {
            timeout: LIMIT_MS,
          })
        ).stdout,
      async [Symbol.asyncDispose]() {
        await client[Symbol.asyncDispose]();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The programs get paths that the service's user can reach, wherever the repository and Node.js are. */
function privateFolders(folder: string): string {
  return `mount -t tmpfs -o mode=755 tmpfs ${folder}
    mkdir ${folder}/etc; cp -a /etc/. ${folder}/etc; mount --bind ${folder}/etc /etc
    mount -t tmpfs -o mode=755 tmpfs /opt
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir /opt/program /opt/node /opt/bin
    mount --bind ${REPOSITORY} /opt/program
    mount --bind ${dirname(process.execPath)} /opt/node`;
}

/** What an operator types, with ports that are free here; and the program by which the service reaches its door. */
function installation(
  haproxyMcp: string,
  kind: string,
  isUpgrade: boolean,
  ports: Readonly<Record<string, number | undefined>>,
): string {
  return `${haproxyMcp} init --write --no-quic --program /opt/haproxy-mcp >/run/init.out || { cat /run/init.out >&2; exit 1; }
    sed -i '/\\[::\\]/d
      s/\\*:80$/127.0.0.1:${ports["http"]}/; s/\\*:443/127.0.0.1:${ports["tls"]}/
      s/127.0.0.1:8404/127.0.0.1:${ports["statistics"]}/; s/:9999/:${ports["runtime"]}/' ${CONFIG}
    systemd-sysusers haproxy-mcp.conf
    ${isUpgrade ? "chown -R haproxy-mcp:haproxy-mcp /opt/haproxy" : ""}
    systemd-tmpfiles --create haproxy-mcp.conf
    install -d -m 2750 -o root -g haproxy-mcp /run/door
    cat >/opt/bin/${kind === "systemd" ? "systemctl" : "podman"} <<END
#!/bin/sh
DOOR=${DOOR} exec /opt/node/node ${CHILDREN}/door.mjs "\\$@"
END
    chmod 755 /opt/bin/*`;
}

/** Namespaces of mounts and processes; at its end everything in them is killed. */
async function startNamespaces(): Promise<{ readonly pid: number; end(): Promise<void> }> {
  const args = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sleep", "infinity"];
  const holder = spawn("unshare", args, { stdio: "ignore" });
  await once(holder, "spawn");
  const children = `/proc/${holder.pid}/task/${holder.pid}/children`;
  let pid = 0;
  await until("the namespaces exist", LIMIT_MS, async () => {
    pid = Number((await readFile(children, "utf8")).trim());
    return pid > 0 && (await readFile(`/proc/${pid}/comm`, "utf8")).trim() === "sleep";
  });
  return {
    pid,
    async end() {
      const ended = once(holder, "exit");
      holder.kill("SIGKILL");
      await ended;
    },
  };
}
