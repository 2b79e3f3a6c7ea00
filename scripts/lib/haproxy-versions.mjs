import { Stop } from "./stop.mjs";
import { unpackedPrograms } from "./unpacked-programs.mjs";

/** The HAProxy releases that everything is tested with; Debian has each in another suite. */
export const HAPROXY_RELEASES = ["2.6", "3.0", "3.2", "3.4"];

/**
 * The haproxy program of each release, fetched where it is not there yet.
 *
 * @param {readonly string[]} releases such as 3.4
 * @returns {Promise<{ release: string, version: string, binary: string }[]>}
 */
export async function haproxyBinaries(releases) {
  const unknown = releases.filter((release) => !HAPROXY_RELEASES.includes(release));
  if (unknown.length > 0) throw new Stop(`not among ${HAPROXY_RELEASES.join(", ")}: ${unknown.join(", ")}`);
  const found = await unpackedPrograms(releases.map(haproxyOf));
  return found.map(({ version, binary }, i) => ({ release: releases[i], version, binary }));
}

function haproxyOf(release) {
  return {
    name: release,
    package: "haproxy",
    program: "usr/sbin/haproxy",
    versionArgument: "-v",
    version: /version (\S+)/,
    isWanted: (version) => version.startsWith(`${release}.`),
  };
}

/** A curl that speaks HTTP/3, which Debian 12's does not. */
export async function http3Curl() {
  const [curl] = await unpackedPrograms([
    {
      name: "curl",
      package: "curl",
      program: "usr/bin/curl",
      versionArgument: "--version",
      version: /^curl (\S+)/,
      isWanted: (version) => Number.parseInt(version, 10) >= 8,
      inSuite: "sid",
    },
  ]);
  return curl.binary;
}
