import { execFile, spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "../temporary-folder.js";
import { until } from "../until.js";
import {
  configFiles,
  type HaproxyPaths,
  pathsIn,
  type StartHaproxyOptions,
  writeFilesOf,
} from "./haproxy.js";
import { haproxyBinary } from "./haproxy-process.js";
import { runtimeLine } from "./runtime-line.js";

const run = promisify(execFile);
/** Mount point of the folder in the container. */
const INSIDE = "/etc/haproxy";
const NAME = "haproxy";
const START_LIMIT_MS = 20_000;
const END_LIMIT_MS = 20_000;
const REMOVE = ["rm", "--force", "--ignore", "--time", "0", NAME];

/** An HAProxy that runs in a container of Podman. Its disposal ends it. */
export interface TestContainer extends HaproxyPaths, AsyncDisposable {
  /** The container's name; Podman keeps it in a separate storage. */
  readonly name: string;
  /** A program that runs Podman with that storage. */
  readonly podman: string;
  /** The paths as HAProxy sees them. */
  readonly inside: HaproxyPaths;
  /** One raw line to the Runtime API. */
  runtime(line: string): Promise<string>;
  /** Runs Podman. */
  run(...args: readonly string[]): Promise<string>;
  /** Resolves once HAProxy responds. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The real HAProxy in a real Podman container, whose root has this machine's programs; its files are mounted at another path,
 * as in production. Needs root, and the Debian packages podman and runc.
 */
export async function startHaproxyContainer({
  config,
  files = {},
  binary = haproxyBinary(),
}: StartHaproxyOptions): Promise<TestContainer> {
  const folder = await temporaryFolder("pod-");
  const inFolder = (name: string) => join(folder.path, name);
  const podman = await makePodman(folder.path);
  const paths = pathsIn(inFolder("conf"));
  const inside = pathsIn(INSIDE);
  // for a test that ended before it could dispose of anything
  const removeAtExit = () => {
    spawnSync(podman, REMOVE, { stdio: "ignore" });
  };
  process.once("exit", removeAtExit);
  const dispose = async () => {
    process.off("exit", removeAtExit);
    await run(podman, REMOVE);
    // conmon, which supervises a container, cleans up again when that ends
    await until("Podman has released the container", END_LIMIT_MS, () => isUnnamed(folder.path));
    await folder[Symbol.asyncDispose]();
  };
  const answers = () =>
    until("HAProxy in the container responds", START_LIMIT_MS, async () =>
      (await runtimeLine(paths.runtimeSocket, "show info").catch(() => "")).includes("\nPid: "),
    );
  try {
    await writeFilesOf(paths.dir, { ...files, ...configFiles(config(inside)) });
    await makeRoot(inFolder("rootfs"));
    await run(podman, [
      ...["--runtime", "runc", "run", "--detach", "--name", NAME, "--network", "host"],
      // the daemons' defaults are higher than an unprivileged machine allows
      ...["--log-driver", "k8s-file", "--ulimit", "nofile=10000:10000", "--ulimit", "nproc=1024:1024"],
      ...["--volume", "/usr:/usr:ro", "--volume", `${paths.dir}:${INSIDE}`, ...programMounts(binary)],
      ...["--env", `PATH=${dirname(binary)}:/usr/sbin:/usr/bin`],
      ...["--rootfs", inFolder("rootfs"), basename(binary)],
      ...["-W", "-db", "-S", inside.masterSocket, "-f", inside.configFile],
    ]);
    await answers();
  } catch (error) {
    const { stdout = "", stderr = "" } = await run(podman, ["logs", NAME]).catch(() => ({}) as Output);
    await dispose();
    throw new Error(`the container did not start:\n${stdout}${stderr}`, { cause: error });
  }
  return {
    ...paths,
    name: NAME,
    podman,
    inside,
    runtime: (line) => runtimeLine(paths.runtimeSocket, line),
    run: async (...args) => (await run(podman, [...args])).stdout,
    async start() {
      await run(podman, ["start", NAME]);
      await answers();
    },
    async stop() {
      await run(podman, ["stop", "--time", "1", NAME]);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

interface Output {
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Podman with a separate storage, so that tests see neither each other's containers nor the machine's. */
async function makePodman(folder: string): Promise<string> {
  const storage = join(folder, "storage.conf");
  const program = join(folder, "podman");
  await writeFile(
    storage,
    `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/storage"\nrunroot = "${folder}/run"\n`,
  );
  // with our own PATH: the program's folder may come first in its caller's
  const environment = `PATH='${process.env["PATH"]}' CONTAINERS_STORAGE_CONF=${storage}`;
  await writeFile(program, `#!/bin/sh\nexport ${environment}\nexec podman "$@"\n`);
  await chmod(program, 0o755);
  return program;
}

/** A root without an image: this machine's programs are mounted, everything else is empty. */
async function makeRoot(root: string): Promise<void> {
  for (const name of ["proc", "sys", "dev", "tmp", "run", "usr", "etc/haproxy", "var/lib/haproxy"])
    await mkdir(join(root, name), { recursive: true });
  for (const name of ["bin", "sbin", "lib", "lib64"]) await symlink(`usr/${name}`, join(root, name));
  for (const name of ["passwd", "group"]) await copyFile(`/etc/${name}`, join(root, "etc", name));
}

/** Whether no process has this path in its command line. */
async function isUnnamed(path: string): Promise<boolean> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return !lines.some((line) => line.includes(path));
}

/** An HAProxy unpacked elsewhere needs its libraries at the same path. */
function programMounts(binary: string): readonly string[] {
  const [, root] = /^(\/.+)\/usr\/sbin\/[^/]+$/.exec(binary) ?? [];
  return root === undefined ? [] : ["--volume", `${root}:${root}:ro`];
}
