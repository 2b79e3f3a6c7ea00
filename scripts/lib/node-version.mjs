import { Stop } from "./stop.mjs";

/**
 * @param {string} version such as 20.19.0
 * @param {string} range such as >=20.19
 */
export function assertNodeVersion(version, range) {
  const [major = 0, minor = 0] = range.replace(">=", "").split(".").map(Number);
  const [ourMajor = 0, ourMinor = 0] = version.split(".").map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  throw new Stop(`Node.js ${major}.${minor} or later is required; this is ${version}.`);
}
