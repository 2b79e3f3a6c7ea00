import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

/** Date and machine, as they stand beside the figures; before the run, when its own load does not count. */
export function describeMachine() {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "Linux";
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${cpus().length} × ${cpu?.model.trim()}, ${memory}, ${system}, Linux ${release()}, Node.js ${process.version}; load average before: ${loadavg()[0]?.toFixed(1)}`;
}
