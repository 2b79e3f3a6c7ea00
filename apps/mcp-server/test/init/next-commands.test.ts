// Every command that init prints is run on the root that init has written, or, where it needs a running systemd, its unit is verified.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type TemporaryFolder, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { run } from "../support/run.js";

const execute = promisify(execFile);
/** A program that systemd finds in the root. */
const PROGRAM = "/usr/local/bin/haproxy-mcp";
const PROGRAM_TEXT = "#!/bin/sh\n";
const UNITS = "usr/lib/systemd/system";
const PODMAN = {
  [`${UNITS}/podman.socket`]:
    "[Socket]\nListenStream=/run/podman/podman.sock\n\n[Install]\nWantedBy=sockets.target\n",
  [`${UNITS}/podman.service`]: "[Service]\nExecStart=/usr/bin/podman\n",
  "usr/bin/podman": PROGRAM_TEXT,
};
/** As Debian's, as far as our drop-in needs it. */
const HAPROXY = {
  [`${UNITS}/haproxy.service`]:
    '[Service]\nEnvironment="CONFIG=/etc/haproxy/haproxy.cfg" "EXTRAOPTS="\nExecStart=/usr/sbin/haproxy -Ws -f $CONFIG $EXTRAOPTS\n' +
    "ExecReload=/bin/kill -USR2 $MAINPID\nType=notify\n\n[Install]\nWantedBy=multi-user.target\n",
  "usr/sbin/haproxy": PROGRAM_TEXT,
};

/** What systemd itself brings. */
const TARGETS = ["basic", "multi-user", "network-online", "shutdown", "sockets", "sysinit"];
const SYSTEM = {
  ...Object.fromEntries(TARGETS.map((name) => [`${UNITS}/${name}.target`, "[Unit]\nDescription=x\n"])),
  "bin/kill": PROGRAM_TEXT,
  [PROGRAM]: PROGRAM_TEXT,
  "etc/passwd": "root:x:0:0::/:/bin/sh\n",
  "etc/group": "root:x:0:\n",
};

/** The machine, before init. */
async function machine(root: TemporaryFolder, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries({ ...SYSTEM, ...files })) {
    await mkdir(dirname(join(root.path, path)), { recursive: true });
    await writeFile(join(root.path, path), content, { mode: content === PROGRAM_TEXT ? 0o755 : 0o644 });
  }
}

/** Runs a line of what init prints on its root, and returns what is wrong. */
async function tried(line: string, root: string): Promise<string> {
  const [program = "", ...args] = line.split(" ");
  const [verb = "", ...units] = args.filter((arg) => arg !== "--now");
  if (program === "systemd-sysusers" || program === "systemd-tmpfiles")
    return wrongIn(program, [`--root=${root}`, ...args]);
  if (program === "systemctl" && verb === "enable")
    return wrongIn(program, [`--root=${root}`, verb, ...units]);
  if (program === "systemctl" && ["restart", "reload"].includes(verb))
    return wrongIn("systemd-analyze", [`--root=${root}`, "verify", "--man=no", ...units]);
  if (line === "systemctl daemon-reload") return "";
  if (line === "haproxy-mcp doctor") {
    const { code, stdout } = await run(["doctor", "--root", root, "--program", PROGRAM]);
    return code === 0 ? "" : stdout;
  }
  return `no test runs it: ${line}`;
}

async function wrongIn(program: string, args: readonly string[]): Promise<string> {
  return execute(program, [...args], { env: { ...process.env, SYSTEMD_LOG_LEVEL: "warning" } }).then(
    ({ stderr }) => stderr,
    ({ message }: Error) => message,
  );
}

it.each([
  ["podman", PODMAN, 9],
  ["systemd", HAPROXY, 6],
  ["none", {}, 5],
])("prints commands that work, for %s", async (kind, files, count) => {
  await using root = await temporaryFolder();
  await machine(root, files);
  const args = ["init", "--write", "--no-quic", "--root", root.path, "--program", PROGRAM];

  const { code, stdout } = await run(args, kind === "none" ? { HAPROXY_HOST_KIND: kind } : {});

  const commands = (stdout.split("\nNext:\n")[1] ?? "").split("\n").map((line) => line.trim());
  const shown = commands.filter((line) => line !== "" && !line.startsWith("#"));
  expect([code, shown.length], stdout).toEqual([0, count]);
  for (const line of shown) expect(await tried(line, root.path), line).toBe("");
});
