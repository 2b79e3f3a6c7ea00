// What root runs on an installed machine: HAProxy, and the doors to it that the service has, systemd's and Podman's. A line of JSON
// with a program's arguments comes in by a socket, what the program would print goes out.
// Arguments: the socket, haproxy, its configuration, the polkit rule of the service or "" for Podman's door.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { runInNewContext } from "node:vm";

const [door = "", haproxy = "", configFile = "", ruleFile = ""] = process.argv.slice(2);
// a container of an older installation has a master CLI that only root can use
const dropIn = ruleFile ? readFileSync("/etc/systemd/system/haproxy.service.d/haproxy-mcp.conf", "utf8") : "";
const [, options = "-S /run/haproxy-master.sock,mode,600"] = /"EXTRAOPTS=(.*?)"/.exec(dropIn) ?? [];
const command = ["-W", "-db", ...options.split(" "), "-f", configFile];
const master = spawn(haproxy, command, { stdio: ["ignore", "inherit", "inherit"] });
const reload = () => master.kill("SIGUSR2");

createServer((socket) => {
  createInterface({ input: socket }).once("line", (line) => {
    const args = JSON.parse(line);
    socket.end(
      JSON.stringify({ code: 0, stdout: "", stderr: "", ...(ruleFile ? systemctl(args) : podman(args)) }),
    );
  });
}).listen(door, () => {
  chmodSync(door, 0o660); // as Podman's socket; the folder gives it its group
  process.stdout.write("root services run\n");
});

/** @param {readonly string[]} args */
function systemctl([verb = "", unit = ""]) {
  const properties = { LoadState: "loaded", ActiveState: "active", SubState: "running", Result: "success" };
  if (verb === "show")
    return {
      stdout: Object.entries({ ...properties, MainPID: master.pid })
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    };
  if (!isAllowed({ verb, unit })) return { code: 4, stderr: `Failed to ${verb} ${unit}: Access denied` };
  if (verb === "reload") reload();
  return {};
}

/**
 * polkit's verdict, from the rule as it was written.
 *
 * @param {Record<string, string>} details
 */
function isAllowed(details) {
  /** @type {((action: object, subject: object) => string | undefined)[]} */
  const rules = [];
  const polkit = {
    addRule: (/** @type {typeof rules[0]} */ rule) => rules.push(rule),
    Result: { YES: "yes" },
  };
  runInNewContext(readFileSync(ruleFile, "utf8"), { polkit });
  const action = {
    id: "org.freedesktop.systemd1.manage-units",
    lookup: (/** @type {string} */ name) => details[name],
  };
  return rules.some((rule) => rule(action, { user: "haproxy-mcp" }) === "yes");
}

/** @param {readonly string[]} args */
function podman([verb, ...args]) {
  if (verb === "kill") return reload() ? {} : { code: 125 };
  if (verb === "exec") {
    try {
      execFileSync(haproxy, args.slice(2), { stdio: "pipe" });
      return {};
    } catch (thrown) {
      const error = /** @type {{ status: number, stderr: Buffer }} */ (thrown);
      return { code: error.status, stderr: String(error.stderr) };
    }
  }
  if (verb !== "container") return {};
  const State = { Status: "running", Pid: master.pid, ExitCode: 0 };
  return { stdout: JSON.stringify([{ State, Path: "haproxy", Args: command }]) };
}
