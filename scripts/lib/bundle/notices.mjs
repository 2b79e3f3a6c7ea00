import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../root.mjs";
import { Stop } from "../stop.mjs";

const LICENCE_FILE = /^licen[cs]e/i;

/**
 * Name, version and licence of each dependency of which a file is in the bundle: their licences ask for it.
 *
 * @param {readonly string[]} files relative to the repository
 * @returns {string}
 * @throws {Stop} for a dependency without a licence
 */
export function noticesOf(files) {
  const folders = new Set(files.filter((file) => file.includes("node_modules/")).map(packageFolderOf));
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => LICENCE_FILE.test(entry));
    if (license === undefined && file === undefined) throw new Stop(`${name}@${version} has no licence`);
    const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    return { title: `${name} ${version}`, text: `${name} ${version} (${license})\n${text}` };
  });
  return notices
    .sort((one, other) => (one.title < other.title ? -1 : 1))
    .map(({ text }) => text)
    .join(`\n${"-".repeat(78)}\n\n`);
}

/** @param {string} file */
function packageFolderOf(file) {
  let folder = dirname(join(ROOT, file));
  // a package may hold package.json files without a name, for the module formats of its folders
  while (!isPackage(folder)) folder = dirname(folder);
  return folder;
}

/** @param {string} folder */
function isPackage(folder) {
  const file = join(folder, "package.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version !== undefined;
}
