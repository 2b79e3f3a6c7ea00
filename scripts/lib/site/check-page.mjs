import { contentsOfPage, deadTabs, hasStarted, isDark, violations, widthOfPage } from "./in-page.mjs";

/**
 * @typedef {object} PageReport
 * @property {string[]} findings
 * @property {string[]} links to pages of the site, resolved, with their anchors
 * @property {string[]} anchors
 */

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** The rules that colours decide. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/**
 * Opens one page as its readers do: on a wide screen, in dark, on a phone.
 *
 * @param {any} page of Playwright
 * @param {string} url
 * @param {string} axe source of axe-core
 * @returns {Promise<PageReport>}
 */
export async function checkPage(page, url, axe) {
  /** @type {string[]} */
  const findings = [];
  const add = (/** @type {string[]} */ more) => findings.push(...more);
  const onConsole = (/** @type {any} */ message) =>
    message.type() === "error" && add([`console: ${message.text()}`]);
  const onError = (/** @type {Error} */ error) => add([`error: ${error.message}`]);
  page.on("console", onConsole).on("pageerror", onError);
  try {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.setViewportSize(DESKTOP);
    const response = await page.goto(url, { waitUntil: "load" });
    if (response.status() !== 200) add([`status ${response.status()}`]);
    await page.waitForFunction(hasStarted);
    await page.evaluate(axe);
    const { links, anchors, images } = await page.evaluate(contentsOfPage);
    add(images);
    add(await page.evaluate(violations, { type: "tag", values: WCAG }));
    add(await page.evaluate(deadTabs));
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(isDark);
    add((await page.evaluate(violations, { type: "rule", values: OF_COLOURS })).map(inDark));
    await page.setViewportSize(PHONE);
    const width = await page.evaluate(widthOfPage);
    if (width > PHONE.width) add([`scrolls sideways on a phone: ${width} px wide`]);
    return { findings, links, anchors };
  } finally {
    page.off("console", onConsole).off("pageerror", onError);
  }
}

/** @param {string} finding */
function inDark(finding) {
  return `in dark: ${finding}`;
}
