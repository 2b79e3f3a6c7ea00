import { Stop } from "../stop.mjs";
import { unpackedPrograms } from "./unpacked-programs.mjs";

/** The HAProxy releases that everything is tested with; Debian has each in a different suite. */
export const HAPROXY_RELEASES = ["2.6", "3.0", "3.2", "3.4"];

/**
 * The haproxy program of each release, fetched if it is missing.
 *
 * @param {readonly string[]} releases such as 3.4
 * @returns {Promise<{ release: string, version: string, binary: string }[]>}
 */
export async function haproxyBinaries(releases) {
  const unknown = releases.filter((release) => !HAPROXY_RELEASES.includes(release));
  if (unknown.length > 0)
    throw new Stop(`unknown release ${unknown.join(", ")}: use ${HAPROXY_RELEASES.join(", ")}`);
  const found = await unpackedPrograms(releases.map(haproxyOf));
  return found.map((program, i) => ({ release: releases[i] ?? "", ...program }));
}

/**
 * @param {string} release
 * @returns {import("./unpacked-programs.mjs").Wanted}
 */
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
