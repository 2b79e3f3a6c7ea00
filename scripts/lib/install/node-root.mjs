import { cpSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { outputOf } from "../output-of.mjs";

const NODE = "/usr/bin/node";
const NPM = "/usr/lib/node_modules/npm";
/** A path of a line of ldd, such as `libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)`. */
const LIBRARY = /(?:=> |^\s+)(\/\S+) \(0x/gm;

/**
 * A root folder in which only Node.js and npm are: no shell, no network, no file of this repository.
 *
 * @typedef {object} NodeRoot
 * @property {string} path
 * @property {(args: readonly string[]) => readonly [command: string, ...args: string[]]} node the command that starts Node.js there
 * @property {NodeRoot["node"]} onlineNode the same, with the network of this machine
 * @property {(args: readonly string[]) => Promise<string>} npm runs npm there; returns what it prints
 */

/**
 * @param {string} path of the folder to create
 * @returns {Promise<NodeRoot>}
 */
export async function makeNodeRoot(path) {
  for (const name of ["usr/bin", "usr/lib", "tmp", "root"]) mkdirSync(join(path, name), { recursive: true });
  await copyProgram(path, process.execPath, NODE);
  const which = await outputOf("which", ["npm"]);
  cpSync(dirname(dirname(realpathSync(which.trim()))), join(path, NPM), { recursive: true });
  /** @type {NodeRoot["node"]} */
  const node = (args) => ["unshare", ...namespaces(path), "--net", "--", NODE, ...args];
  return {
    path,
    node,
    onlineNode: (args) => ["unshare", ...namespaces(path), "--", NODE, ...args],
    npm: (args) => {
      const [command, ...rest] = node([`${NPM}/bin/npm-cli.js`, ...args]);
      return outputOf(command, rest, { env: { HOME: "/root", PATH: "/usr/bin" } });
    },
  };
}

/** @param {string} root */
function namespaces(root) {
  const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  return [...asRoot, `--root=${root}`];
}

/**
 * Copies a program, with the libraries that it needs at the paths that they have here.
 *
 * @param {string} root
 * @param {string} program
 * @param {string} target in the root
 */
export async function copyProgram(root, program, target) {
  cpSync(realpathSync(program), join(root, target), { recursive: true });
  const libraries = await outputOf("ldd", [program]);
  for (const [, library = ""] of libraries.matchAll(LIBRARY)) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    cpSync(realpathSync(library), join(root, library));
  }
}
