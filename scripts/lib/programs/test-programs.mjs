import { existsSync } from "node:fs";
import { unpackedPrograms } from "./unpacked-programs.mjs";

const QUADLET = "/usr/libexec/podman/quadlet";

/**
 * Programs that tests need and Debian 12 lacks, fetched if they are missing: a curl with HTTP/3, the generator
 * that makes units of Quadlets (Podman 4.4), a pebble with renewal information, BIND, fail2ban, and two releases of acme.sh.
 *
 * @returns {Promise<Record<string, string>>} by the environment variable that names it for the tests
 */
export async function testPrograms() {
  const wanted = Object.entries(existsSync(QUADLET) ? PROGRAMS : { ...PROGRAMS, QUADLET: GENERATOR });
  const found = await unpackedPrograms(wanted.map(([, program]) => program));
  return { QUADLET, ...Object.fromEntries(found.map(({ binary }, i) => [wanted[i]?.[0], binary])) };
}

/** @typedef {import("./unpacked-programs.mjs").Wanted} Wanted */

/** @type {Record<string, Wanted>} */
const PROGRAMS = {
  CURL_HTTP3: {
    name: "curl",
    package: "curl",
    program: "usr/bin/curl",
    versionArgument: "--version",
    version: /^curl (\S+)/,
    isWanted: (version) => Number.parseInt(version, 10) >= 8,
    inSuite: "sid",
  },
  PEBBLE_NEW: {
    name: "pebble",
    package: "pebble",
    program: "usr/bin/pebble",
    versionArgument: "-version",
    // Debian's always reports "dev"
    version: /^Pebble version: (\S+)/,
    isWanted: (version) => version === "dev" || isAtLeast(version, [2, 10]),
    inSuite: "forky",
  },
  // unpacked rather than installed: Debian's package would start a DNS server on port 53
  NAMED: {
    name: "bind9",
    package: "bind9",
    program: "usr/sbin/named",
    versionArgument: "-v",
    version: /^BIND (\d+\.\d+)/,
    // of the package, with an epoch, or of the program
    isWanted: (version) => /^(?:\d+:)?9\./.test(version),
    inSuite: "bookworm",
  },
  // unpacked rather than installed: Debian's package would begin to ban addresses
  FAIL2BAN_REGEX: {
    name: "fail2ban",
    package: "fail2ban",
    program: "usr/bin/fail2ban-regex",
    versionArgument: "-V",
    version: /^(\d+\.\d+\.\d+)/,
    // bookworm's 1.0 does not run with the Python of later suites
    isWanted: (version) => version.startsWith("1.1."),
    inSuite: "trixie",
    isScript: true,
    modules: "usr/lib/python3/dist-packages",
  },
  ACME_SH_3_1_1: acmeSh("3.1.1", "trixie"),
  ACME_SH_3_1_5: acmeSh("3.1.5", "forky"),
};

/** @type {Wanted} */
const GENERATOR = {
  name: "quadlet",
  package: "podman",
  program: "usr/libexec/podman/quadlet",
  versionArgument: "-version",
  version: /(\d+\.\d+\.\d+)/,
  isWanted: (version) => Number.parseInt(version, 10) >= 5,
  inSuite: "trixie",
};

/**
 * @param {string} release
 * @param {string} inSuite
 * @returns {Wanted}
 */
function acmeSh(release, inSuite) {
  return {
    name: `acme.sh-${release}`,
    package: "acme.sh",
    program: "usr/share/acme.sh/acme.sh",
    versionArgument: "--version",
    version: /(\d+\.\d+\.\d+)/,
    isWanted: (version) => version.startsWith(release),
    inSuite,
    isScript: true,
  };
}

/**
 * @param {string} version
 * @param {[major: number, minor: number]} least
 */
function isAtLeast(version, [major, minor]) {
  const [its = 0, itsMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return its > major || (its === major && itsMinor >= minor);
}
