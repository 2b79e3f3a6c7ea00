import { cpSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";
import { ROOT } from "../root.mjs";
import { readmeCommands } from "./readme-commands.mjs";

/**
 * Node.js and the bundle, as an operator installs them for the whole machine by the README.
 *
 * @param {string} local the machine's /usr/local
 */
export async function installBundle(local) {
  cpSync(process.execPath, join(local, "bin/node"));
  const env = { ...process.env, npm_config_prefix: local, npm_config_offline: "true" };
  for (const line of readmeCommands("npm run bundle")) {
    console.log(`$ ${line}`);
    await outputOf("sh", ["-c", line], { cwd: ROOT, env });
  }
}
