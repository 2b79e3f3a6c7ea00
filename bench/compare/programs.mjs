import { haproxyBinaries } from "../../scripts/lib/programs/haproxy-versions.mjs";
import { unpackedPrograms } from "../../scripts/lib/programs/unpacked-programs.mjs";

const HAPROXY_RELEASE = "3.2";

/** @typedef {{ version: string, binary: string }} Program */

/** @type {import("../../scripts/lib/programs/unpacked-programs.mjs").Wanted[]} */
const PROXIES = [
  {
    name: "nginx",
    package: "nginx",
    program: "usr/sbin/nginx",
    versionArgument: "-v",
    version: /^nginx version: nginx\/(\S+)/,
    isWanted: () => true,
    inSuite: "forky",
  },
  {
    name: "caddy",
    package: "caddy",
    program: "usr/bin/caddy",
    versionArgument: "version",
    version: /^v?(\d+\.\d+\.\d+)/,
    isWanted: () => true,
    inSuite: "forky",
  },
];

/**
 * Debian's programs, fetched if they are missing.
 *
 * @returns {Promise<{ haproxy: Program, nginx: Program, caddy: Program }>}
 */
export async function proxyPrograms() {
  const [haproxy] = await haproxyBinaries([HAPROXY_RELEASE]);
  const [nginx, caddy] = await unpackedPrograms(PROXIES);
  if (haproxy === undefined || nginx === undefined || caddy === undefined)
    throw new Error("a program is missing");
  return { haproxy, nginx, caddy };
}
