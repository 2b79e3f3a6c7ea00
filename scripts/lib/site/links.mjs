import { dirname, normalize } from "node:path";
import { placeOf } from "./addresses.mjs";

const FENCED = /^( *)(`{3,})[^\n]*\n[\s\S]*?^\1\2 *$/gm;
/** Of Markdown: `](target)` and `[name]: target`; of HTML: `src="target"` and the like. */
const TARGETS = /(\]\(|^\[[^\]\n]+\]: +|(?:src|srcset|href)=")([^)\s"]+)/gm;
const PICTURE =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">[\s\S]*?<img ([^>]*?)src="([^"]+)"([^>]*)>\s*<\/picture>/g;

/**
 * A document of the repository as a page of the site: its relative links lead to the site's pages and images, and a picture with two colour
 * schemes follows the site's switch.
 *
 * @param {string} source of the document, relative to the repository
 * @param {string} text
 * @param {(place: import("./addresses.mjs").Place) => void} linked is called for each place that the document links to
 */
export function withSiteLinks(source, text, linked) {
  return outsideFences(text, (prose) => prose.replace(PICTURE, twoImages).replace(TARGETS, ofSite));

  /**
   * @param {string} all
   * @param {string} before
   * @param {string} target
   */
  function ofSite(all, before, target) {
    const [path = "", anchor] = target.split("#");
    if (path === "" || /^[a-z]+:/.test(path) || path.startsWith("/")) return all;
    const place = placeOf(normalize(`${dirname(source)}/${decodeURI(path)}`));
    // VitePress reports it as a dead link, with the document
    if (place === undefined) return all;
    linked(place);
    return `${before}/${place.address}${anchor === undefined ? "" : `#${anchor}`}`;
  }
}

/**
 * @param {string} _
 * @param {string} dark
 * @param {string} before
 * @param {string} light
 * @param {string} after
 */
function twoImages(_, dark, before, light, after) {
  const image = (/** @type {string} */ src, /** @type {string} */ name) =>
    `<img class="${name}" ${before}src="${src}"${after}>`;
  return image(light, "light-only") + image(dark, "dark-only");
}

/**
 * @param {string} text
 * @param {(prose: string) => string} change
 */
function outsideFences(text, change) {
  let changed = "";
  let end = 0;
  for (const { index, 0: fenced } of text.matchAll(FENCED)) {
    changed += change(text.slice(end, index)) + fenced;
    end = index + fenced.length;
  }
  return changed + change(text.slice(end));
}
