import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { Stop } from "../stop.mjs";

const BOOT_LIMIT_MS = 60_000;
const RETRY_MS = 300;
/** Of the machine that nothing needs, and that would wait for hardware. */
const MASKED =
  "systemd-udevd systemd-networkd systemd-resolved systemd-logind getty@tty1 console-getty systemd-timesyncd";
const PATH = "/usr/local/bin:/usr/sbin:/usr/bin";

/** Two machines in one control group would have units of the same names in it. */
const CGROUP = `mount -t cgroup2 cgroup2 sys/fs/cgroup; group=$(sed -n 's,^0::/*,,p' /proc/self/cgroup)
own="sys/fs/cgroup/$group/$2"`;
const REMOVE_CGROUP = `set -e
cd "$1"; mkdir -p sys/fs/cgroup
${CGROUP}
for attempt in $(seq 100); do
  find "$own" -depth -type d -exec rmdir {} + 2>/dev/null && exit 0; sleep 0.1
done
exit 1`;
/**
 * Makes the root in a mount namespace, and becomes systemd in it: this machine's programs, an empty /etc but for users and Debian's
 * defaults, and what is in `local` as /usr/local.
 */
const ROOT_FOLDER = `set -e
mkdir -p "$1/root"; mount -t tmpfs tmpfs "$1/root"; cd "$1/root"
mkdir -p usr etc/systemd/system proc sys dev run tmp var/lib/haproxy var/log root opt
for name in bin sbin lib lib64; do ln -s usr/$name $name; done
mount --bind /usr usr; mount -o remount,bind,ro usr; mount --bind "$1/local" usr/local
for name in passwd group shadow hosts nsswitch.conf ld.so.cache default dbus-1 pam.d; do if [ -e /etc/$name ]; then cp -a /etc/$name etc/; fi; done
: > etc/machine-id
for unit in ${MASKED}; do ln -s /dev/null etc/systemd/system/$unit.service; done
mount -t proc proc proc; mount -t sysfs sysfs sys; mount --rbind /dev dev; mount -t tmpfs tmpfs run; mount -t tmpfs tmpfs tmp
${CGROUP}
mkdir "$own"; echo 0 > "$own/cgroup.procs"; umount sys/fs/cgroup
exec unshare --cgroup sh "$1/boot"
`;
const BOOT = `set -e
mount -t cgroup2 cgroup2 sys/fs/cgroup
exec env -i container=podman PATH=${PATH} chroot . /usr/lib/systemd/systemd --unit=multi-user.target --show-status=no
`;

/**
 * A machine that systemd runs, with a network of its own. Needs root.
 *
 * @typedef {object} Machine
 * @property {(...command: readonly string[]) => Promise<string>} run a command as its root; returns what it prints
 * @property {() => Promise<void>} stop
 */

/**
 * Starts one, walks through it, and shows its journal if that fails. Nothing of it is left.
 *
 * @param {(local: string) => Promise<unknown>} install what is in /usr/local
 * @param {(run: Machine["run"]) => Promise<void>} walk
 */
export async function onMachine(install, walk) {
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  try {
    const { run, stop } = await startMachine(join(folder, "machine"), install);
    try {
      await walk(run);
    } catch (error) {
      console.error(await run("journalctl", "--no-pager", "--lines=60"));
      throw error;
    } finally {
      await stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder to create
 * @param {(local: string) => Promise<unknown>} install what is in /usr/local
 * @returns {Promise<Machine>}
 */
async function startMachine(folder, install) {
  const local = join(folder, "local");
  mkdirSync(join(local, "bin"), { recursive: true });
  await install(local);
  writeFileSync(join(folder, "root-folder"), ROOT_FOLDER);
  writeFileSync(join(folder, "boot"), BOOT);
  const group = `haproxy-mcp-${randomUUID()}`;
  const namespaces = ["--mount", "--pid", "--uts", "--ipc", "--net"];
  const child = spawn(
    "unshare",
    [...namespaces, "--fork", "--kill-child", "sh", join(folder, "root-folder"), folder, group],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const exited = once(child, "exit");
  const stop = async () => {
    // its first process takes all others with it, a moment later
    child.kill("SIGKILL");
    await exited;
    await outputOf("unshare", ["--mount", "sh", "-c", REMOVE_CGROUP, "sh", folder, group]);
  };
  const enter = ["--mount", "--pid", "--uts", "--ipc", "--net", "--root", "--wd"];
  /** @type {Machine["run"]} */
  const run = async (...command) =>
    outputOf("nsenter", [
      ...["--target", String(firstOf(child.pid ?? 0)), ...enter],
      ...["env", "-i", `PATH=${PATH}`, "HOME=/root", ...command],
    ]);
  try {
    await untilRunning(run);
    return { run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The process that unshare has started.
 *
 * @param {number} pid
 */
function firstOf(pid) {
  const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
  if (!first) throw new Stop("the machine has no first process");
  return first;
}

/** @param {Machine["run"]} run */
async function untilRunning(run) {
  const end = Date.now() + BOOT_LIMIT_MS;
  for (;;) {
    const state = await run("systemctl", "is-system-running").catch((error) => String(error.message));
    if (state.trim() === "running") return;
    if (Date.now() > end) throw new Stop(`systemd is not running: ${state}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
