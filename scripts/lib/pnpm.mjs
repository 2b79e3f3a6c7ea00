import { readManifest } from "./root.mjs";
import { Stop } from "./stop.mjs";

/**
 * The pinned pnpm, fetched by npx: it need not be installed.
 *
 * @param {string} packageManager such as pnpm@10.34.8, the field of package.json
 * @param {readonly string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function pnpm(args, packageManager = readManifest().packageManager) {
  const version = /^pnpm@(\d+\.\d+\.\d+)/.exec(packageManager)?.[1];
  if (version === undefined) throw new Stop(`package.json does not pin a pnpm version: ${packageManager}`);
  return ["npx", ["--yes", `pnpm@${version}`, ...args]];
}
