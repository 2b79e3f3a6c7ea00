import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runStep } from "../run.mjs";
import { Stop } from "../stop.mjs";

/**
 * @typedef {{ program: string, package: string, variable?: string }} Need a program, or the path of another file, the
 *   Debian package that has it, and the environment variable that may name another
 * @typedef {Record<string, string | undefined>} Environment
 */

/** Debian installs haproxy there, and they are not on every user's PATH; `haproxy-mcp` searches them too. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin"];

/** @type {Need} */
export const HAPROXY = { program: "haproxy", package: "haproxy", variable: "HAPROXY_BIN" };

/** For what runs in browsers. */
export const CHROMIUM = { program: "chromium", package: "chromium" };

/** What Chromium draws texts with. */
const FONTS = { program: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", package: "fonts-dejavu-core" };

/** What tests also need: containers, a load generator for reloads, systemd's own check of our units, a CA, nc as operators use it, a terminal, and what fail2ban runs with. */
export const TEST_PROGRAMS = [
  HAPROXY,
  { program: "curl", package: "curl" },
  { program: "podman", package: "podman" },
  { program: "runc", package: "runc" },
  { program: "wrk", package: "wrk" },
  { program: "ip", package: "iproute2" },
  { program: "systemd-analyze", package: "systemd" },
  { program: "pebble", package: "pebble" },
  { program: "openssl", package: "openssl" },
  { program: "nc", package: "netcat-openbsd" },
  { program: "tmux", package: "tmux" },
  // found by a program that no other Python has: fail2ban runs with Debian's, wherever else there is one
  { program: "py3compile", package: "python3" },
];

/** What the tests of the page need. */
export const PAGE_PROGRAMS = [
  HAPROXY,
  CHROMIUM,
  FONTS,
  { program: "pdftotext", package: "poppler-utils" },
  ...TEST_PROGRAMS.filter(({ program }) => ["openssl", "pebble"].includes(program)),
];

/**
 * Installs missing programs if permitted, else says how to install them.
 *
 * @param {readonly Need[]} needs
 */
export async function ensurePrograms(needs) {
  const missing = missingPackages(needs, process.env);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) throw new Stop(howToInstall(missing));
  const quietly = { DEBIAN_FRONTEND: "noninteractive" };
  await runStep("Updating Debian's package lists", "apt-get", ["update"], quietly);
  const args = ["install", "--yes", "--no-install-recommends", ...missing];
  await runStep(`Installing ${missing.join(", ")}`, "apt-get", args, quietly);
  const still = missingPackages(needs, process.env);
  if (still.length > 0)
    throw new Stop(`apt-get installed ${still.join(", ")}, but the program is not on PATH.`);
}

/**
 * @param {readonly Need[]} needs
 * @param {Environment} environment
 */
export function missingPackages(needs, environment) {
  return needs.filter((need) => !isThere(need, environment)).map((need) => need.package);
}

/** @param {readonly string[]} packages */
export function howToInstall(packages) {
  const names = packages.join(" ");
  const variable = packages.includes(HAPROXY.package)
    ? `\nTo use another haproxy, set ${HAPROXY.variable} to its path.`
    : "";
  return `Missing: ${names}. On Debian or Ubuntu:\n\n  sudo apt-get install -y ${names}\n\nElsewhere, install them with the system's package manager.${variable}`;
}

/**
 * @param {Need} need
 * @param {Environment} environment
 */
function isThere({ program, variable }, environment) {
  const named = variable === undefined ? undefined : environment[variable];
  if (named) return named.includes("/") ? isExecutable(named) : isOnPath(named, environment);
  return program.startsWith("/") ? existsSync(program) : isOnPath(program, environment);
}

/**
 * @param {string} program
 * @param {Environment} environment
 */
function isOnPath(program, { PATH = "" }) {
  const folders = [...PATH.split(delimiter), ...SYSTEM_FOLDERS];
  return folders.some((folder) => folder !== "" && isExecutable(join(folder, program)));
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
