import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "../root.mjs";
import { runStep } from "../run.mjs";

const LIMIT_MS = 20_000;

/**
 * The clients of scripts/clients, in a folder of their own.
 *
 * @typedef {object} Installed
 * @property {{ PATH: string, HOME: string }} environment of programs. No settings of the user's: some clients read those of editors, and write their own
 * @property {(name: string) => Promise<any>} load a module
 * @property {(name: string) => string} bin the path of a program
 * @property {(program: string, args: readonly string[]) => Promise<string>} run a program; returns what it prints
 */

/**
 * @param {string} folder
 * @returns {Promise<Installed>}
 */
export async function installClients(folder) {
  for (const name of ["package.json", "package-lock.json"])
    cpSync(join(ROOT, "scripts/clients", name), join(folder, name));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
  await runStep("Installing the MCP clients", "npm", ["ci", "--prefix", folder, ...quiet]);
  const { resolve } = createRequire(join(folder, "package.json"));
  const bin = (/** @type {string} */ name) => join(folder, "node_modules/.bin", name);
  const environment = { PATH: process.env["PATH"] ?? "", HOME: folder };
  return {
    environment,
    load: (name) => import(pathToFileURL(resolve(name)).href),
    bin,
    async run(program, args) {
      const { stdout } = await promisify(execFile)(process.execPath, [bin(program), ...args], {
        cwd: folder,
        env: environment,
        timeout: LIMIT_MS,
      });
      return stdout;
    },
  };
}
