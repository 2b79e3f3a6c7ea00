import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Stop } from "../stop.mjs";
import { TOOLS } from "./build.mjs";
import { checkPage } from "./check-page.mjs";
import { serveFolder } from "./serve.mjs";

/** As many as the cores of a small machine. */
const PAGES_AT_ONCE = 2;
/** For each wait, on a machine that does much else. */
const PAGE_LIMIT_MS = 120_000;

/**
 * Opens every page of the site in Chromium.
 *
 * @param {string} folder of the site
 * @throws {Stop} with all findings
 */
export async function checkSite(folder) {
  const installed = createRequire(join(TOOLS, "package.json"));
  const { chromium } = installed("playwright-core");
  const axe = readFileSync(installed.resolve("axe-core/axe.min.js"), "utf8");
  const server = await serveFolder(folder);
  try {
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    try {
      const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
        path.endsWith(".html"),
      );
      const reports = await reportsOf(paths, async () => {
        const page = await browser.newPage();
        page.setDefaultTimeout(PAGE_LIMIT_MS);
        return (path) => checkPage(page, `${server.url}/${path}`, axe);
      });
      const findings = [...reports].flatMap(([path, report]) =>
        report.findings.map((finding) => `${path}: ${finding}`),
      );
      const dead = deadLinks(reports, server.url);
      if (findings.length + dead.length > 0) throw new Stop([...findings, ...dead].join("\n"));
      console.log(
        `${paths.length} pages, each link, anchor and image, light, dark and on a phone: no finding`,
      );
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/**
 * @param {readonly string[]} paths
 * @param {() => Promise<(path: string) => Promise<import("./check-page.mjs").PageReport>>} createCheck
 */
async function reportsOf(paths, createCheck) {
  /** @type {Map<string, import("./check-page.mjs").PageReport>} */
  const reports = new Map();
  const waiting = [...paths];
  const work = async () => {
    const check = await createCheck();
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift())
      reports.set(path, await check(path));
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work));
  return reports;
}

/**
 * @param {ReadonlyMap<string, import("./check-page.mjs").PageReport>} reports
 * @param {string} origin
 */
function deadLinks(reports, origin) {
  const dead = new Set();
  for (const [path, { links }] of reports) {
    for (const link of links) {
      const { pathname, hash } = new URL(link);
      const target = reports.get(pathname.slice(1).replace(/^$|\/$/, (end) => `${end}index.html`));
      const anchor = decodeURIComponent(hash.slice(1));
      if (target === undefined) dead.add(`${path}: link to ${link.slice(origin.length)}, which is no page`);
      else if (anchor !== "" && !target.anchors.includes(anchor))
        dead.add(`${path}: link to ${link.slice(origin.length)}: no such anchor`);
    }
  }
  return [...dead];
}
