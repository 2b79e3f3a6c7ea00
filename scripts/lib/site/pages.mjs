import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { ROOT } from "../root.mjs";
import { withSiteLinks } from "./links.mjs";
import { withTabs } from "./tabs.mjs";

/** @typedef {import("./addresses.mjs").Place} Place */

/** @type {Record<string, string>} */
const LANGUAGES = {
  ".json": "json",
  ".mjs": "js",
  ".ts": "ts",
  ".sh": "sh",
  ".service": "ini",
  ".socket": "ini",
  ".container": "ini",
  ".conf": "ini",
};

/**
 * Writes the given places and all that they link to, as pages for VitePress and images beside them.
 *
 * @param {string} folder of the pages
 * @param {readonly Place[]} places
 */
export function writePages(folder, places) {
  /** @type {Map<string, Place>} */
  const known = new Map();
  const waiting = [...places];
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    if (known.has(place.address)) continue;
    known.set(place.address, place);
    if (place.kind === "image") {
      cpSync(join(ROOT, place.source), join(folder, "public", place.address));
      continue;
    }
    const file = join(folder, place.address);
    mkdirSync(dirname(file), { recursive: true });
    const { source, text } = contentOf(place);
    const page = withSiteLinks(source, text, (linked) => waiting.push(linked));
    writeFileSync(file, withTabs(page));
  }
}

/**
 * Markdown, and the path that its links are relative to.
 *
 * @param {Place} place
 * @returns {{ source: string, text: string }}
 */
function contentOf({ kind, source }) {
  if (kind === "folder") return { source: `${source}/index.md`, text: listOf(source) };
  const text = readFileSync(join(ROOT, source), "utf8");
  return { source, text: kind === "document" ? text : shown(source, text) };
}

/** @param {string} folder */
function listOf(folder) {
  const files = execFileSync("git", ["ls-files", "--", folder], { cwd: ROOT, encoding: "utf8" })
    .trim()
    .split("\n");
  const lines = files.map((file) => {
    const path = file.slice(folder.length + 1);
    return `- [${titleOf(file) ?? path}](${path})`;
  });
  const name = basename(folder);
  return `# ${name[0]?.toUpperCase()}${name.slice(1)}\n\n${lines.join("\n")}\n`;
}

/** @param {string} file */
function titleOf(file) {
  if (extname(file) !== ".md") return undefined;
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(ROOT, file), "utf8")) ?? [];
  const [date] = /^\d{4}-\d{2}-\d{2}/.exec(basename(file)) ?? [];
  return date === undefined ? title : `${date}: ${title}`;
}

/**
 * @param {string} source
 * @param {string} text
 */
function shown(source, text) {
  const language = LANGUAGES[extname(source)] ?? "text";
  return `# ${basename(source)}\n\n\`${source}\`, as the repository has it:\n\n\`\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\`\`\n`;
}
