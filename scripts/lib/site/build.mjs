import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../root.mjs";
import { runStep } from "../run.mjs";
import { Stamp } from "../stamp.mjs";
import { writeApi } from "./api.mjs";
import { menuOf, placesOfMenu } from "./menu.mjs";
import { writePages } from "./pages.mjs";

/** Has what `docs/package.json` names, the pages as they are laid out, and the site. */
export const TOOLS = join(ROOT, ".cache/site");
const ICON = "docs/images/icon.svg";

/**
 * Builds the site of the documents.
 *
 * @returns {Promise<string>} its folder
 */
export async function buildSite() {
  await installTools();
  for (const name of ["pages", ".vitepress", "dist"])
    rmSync(join(TOOLS, name), { recursive: true, force: true });
  const pages = join(TOOLS, "pages");
  mkdirSync(pages);
  console.log("Writing the API of the packages …");
  const modules = await writeApi(TOOLS, join(pages, "api"));
  writePages(pages, placesOfMenu());
  cpSync(join(ROOT, ICON), join(pages, "public", ICON));
  cpSync(join(ROOT, "docs/.vitepress"), join(TOOLS, ".vitepress"), { recursive: true });
  writeFileSync(join(TOOLS, ".vitepress/menu.json"), JSON.stringify(menuOf(modules)));
  await runStep("Building the site", process.execPath, [
    join(TOOLS, "node_modules/vitepress/bin/vitepress.js"),
    "build",
    TOOLS,
  ]);
  return join(TOOLS, "dist");
}

async function installTools() {
  const files = ["package.json", "package-lock.json"];
  const installed = new Stamp({
    file: join(TOOLS, ".installed"),
    inputs: () => files.map((name) => join(ROOT, "docs", name)),
    outputs: () => [join(TOOLS, "node_modules")],
  });
  if (installed.isFresh()) return;
  installed.clear();
  mkdirSync(TOOLS, { recursive: true });
  for (const name of files) cpSync(join(ROOT, "docs", name), join(TOOLS, name));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
  await runStep("Installing what the site is built with", "npm", ["ci", "--prefix", TOOLS, ...quiet]);
  installed.set();
}
