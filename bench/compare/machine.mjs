import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";

/** Date and machine, as they stand beside the figures. */
export function describeMachine() {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "Linux";
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${cpus().length} × ${cpu?.model.trim()}, ${memory}, ${system}, Linux ${release().split("-")[0]}, Node.js ${process.version}`;
}
