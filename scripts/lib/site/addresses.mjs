import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../root.mjs";

/** What is shown as it is, not on a page. */
const IMAGE = /\.(?:svg|png|webp)$/;

/**
 * Where the site has a file or folder of the repository: an image in the folder of the images, all else on a page.
 *
 * @typedef {{ kind: "document" | "file" | "folder" | "image", source: string, address: string }} Place source relative to the
 *   repository; address of the page's Markdown, or of the image, relative to the site
 */

/**
 * @param {string} path relative to the repository
 * @returns {Place | undefined} undefined when there is no such file
 */
export function placeOf(path) {
  if (!existsSync(join(ROOT, path))) return undefined;
  if (!statSync(join(ROOT, path)).isDirectory()) return placeOfFile(path);
  const readme = join(path, "README.md");
  if (existsSync(join(ROOT, readme))) return placeOfFile(readme);
  const folder = path.replace(/\/$/, "");
  const address = `${folder.startsWith("docs/") ? folder.slice("docs/".length) : `files/${folder}`}/index.md`;
  return { kind: "folder", source: folder, address };
}

/**
 * @param {string} source
 * @returns {Place}
 */
function placeOfFile(source) {
  if (IMAGE.test(source)) return { kind: "image", source, address: source };
  const address = addressOfDocument(source);
  return address === undefined
    ? { kind: "file", source, address: `files/${source}.md` }
    : { kind: "document", source, address };
}

/** @param {string} source */
function addressOfDocument(source) {
  const [folder = "", ...rest] = source.split("/");
  const name = rest.join("/");
  if (source === "README.md") return "index.md";
  if (source.endsWith("/README.md"))
    return `${["packages", "apps"].includes(folder) ? `packages/${dirname(name)}` : dirname(source)}.md`;
  if (folder === "docs" && name.endsWith(".md")) return name;
  // in a folder of their own: there are SECURITY.md and docs/security.md
  return /^[^/]+\.md$/.test(source) ? `project/${source.toLowerCase()}` : undefined;
}
