import { existsSync } from "node:fs";
import { unpackedPrograms } from "./unpacked-programs.mjs";

const QUADLET = "/usr/libexec/podman/quadlet";

/**
 * Programs that tests need and Debian 12 has not, fetched where they are not there yet: a curl that speaks HTTP/3, and the generator
 * that makes units of Quadlets (Podman 4.4).
 *
 * @returns {Promise<{ CURL_HTTP3: string, QUADLET: string }>} by the environment variable that names it for the tests
 */
export async function testPrograms() {
  const hasQuadlet = existsSync(QUADLET);
  const [curl, quadlet] = await unpackedPrograms(hasQuadlet ? [CURL] : [CURL, GENERATOR]);
  return { CURL_HTTP3: curl.binary, QUADLET: quadlet?.binary ?? QUADLET };
}

const CURL = {
  name: "curl",
  package: "curl",
  program: "usr/bin/curl",
  versionArgument: "--version",
  version: /^curl (\S+)/,
  isWanted: (version) => Number.parseInt(version, 10) >= 8,
  inSuite: "sid",
};

const GENERATOR = {
  name: "quadlet",
  package: "podman",
  program: "usr/libexec/podman/quadlet",
  versionArgument: "-version",
  version: /(\d+\.\d+\.\d+)/,
  isWanted: (version) => Number.parseInt(version, 10) >= 5,
  inSuite: "trixie",
};
