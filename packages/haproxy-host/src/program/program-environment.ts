import { delimiter } from "node:path";

/** Debian puts haproxy there, and they are not on everybody's PATH. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin"];

/** This process's environment, with the system's folders at the end of PATH. */
export function programEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...environment, PATH: [environment["PATH"] ?? "", ...SYSTEM_FOLDERS].join(delimiter) };
}
