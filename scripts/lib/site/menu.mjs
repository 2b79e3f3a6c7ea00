import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MENU, TOP } from "../../../docs/.vitepress/menu.mjs";
import { ROOT } from "../root.mjs";
import { Stop } from "../stop.mjs";
import { placeOf } from "./addresses.mjs";

/**
 * @typedef {{ text: string, link: string }} Item
 * @typedef {readonly (readonly [text: string, path: string])[]} Pages
 */

/**
 * What the menu leads to.
 *
 * @throws {Stop} when a document is in no group
 */
export function placesOfMenu() {
  const paths = MENU.flatMap(({ pages }) => pages.map(([, path]) => path));
  const documents = ["", "docs/"].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => folder + name),
  );
  const missing = documents.filter((document) => !paths.includes(document));
  if (missing.length > 0)
    throw new Stop(`${missing.join(", ")}: in no group of docs/.vitepress/menu.mjs. Add each to one.`);
  return paths.map(placeOf).filter((place) => place !== undefined);
}

/**
 * The menu as VitePress takes it.
 *
 * @param {readonly string[]} modules of the API
 * @returns {{ nav: Item[], sidebar: { text: string, items: Item[] }[] }}
 */
export function menuOf(modules) {
  const sidebar = MENU.map(({ text, pages }) => ({ text, items: itemsOf(pages) }));
  const api = { text: "API", items: modules.map((name) => ({ text: name, link: `/api/${name}` })) };
  const after = MENU.findIndex(({ text }) => text === "Packages") + 1;
  return { nav: itemsOf(TOP), sidebar: sidebar.toSpliced(after, 0, api) };
}

/**
 * @param {Pages} pages
 * @returns {Item[]}
 */
function itemsOf(pages) {
  return pages.flatMap(([text, path]) => {
    const place = placeOf(path);
    return place === undefined ? [] : [{ text, link: `/${place.address.replace(/(?:index)?\.md$/, "")}` }];
  });
}
