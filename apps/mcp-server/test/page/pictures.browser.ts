// The pictures of docs/page.md. `check:page --pictures` writes them into docs/images, else they are in .cache/page/pictures.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { pointsOf } from "./support/in-page.js";
import { NAMES, startSite } from "./support/site.js";
import { visit } from "./support/visit.js";

const ROOT = join(import.meta.dirname, "../../../..");
const IS_WANTED = process.env["PAGE_PICTURES"] !== undefined;
const FOLDER = join(ROOT, IS_WANTED ? "docs/images" : ".cache/page/pictures");
const MOST_BYTES = 120_000;
/** Seconds of the lines, so that there is something to see. */
const POINTS = IS_WANTED ? 60 : 3;

const browser = launched();
const world = shared(startSite);

const PICTURES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  overview: (page) => page.getByRole("table", { name: "Domains" }).waitFor(),
  async drain(page) {
    await page.goto(`${world().origin}/ui/d/${NAMES.shop}`);
    await page.getByRole("row").nth(1).getByRole("button", { name: "Drain" }).click();
    await page.getByRole("dialog").getByRole("list", { name: "What will happen" }).waitFor();
  },
  async activity(page) {
    await page.goto(`${world().origin}/ui/activity`);
    await page.getByRole("table").waitFor();
  },
};

it.each(Object.entries(PICTURES))("page-%s", { timeout: 180_000 }, async (name, show) => {
  const { page } = await visit(browser(), world(), "/ui/", { as: "admin", height: 720 });
  // no picture of a check in progress, or of a line that has just begun
  await expectPoints(page);
  await show(page);
  await page.getByText("Live", { exact: true }).waitFor();
  await mkdir(FOLDER, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const picture = await pictureOf(page);
    if (picture.length > MOST_BYTES) throw new Error(`${name}, ${colorScheme}: ${picture.length} bytes`);
    await writeFile(join(FOLDER, `page-${name}-${colorScheme}.webp`), picture);
  }
});

/** Waits until the line of the busiest domain has so many points. */
async function expectPoints(page: Page): Promise<void> {
  await page.waitForFunction(pointsOf, POINTS, { timeout: 120_000 });
}

/** WebP has half the bytes of PNG. */
async function pictureOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 90 });
  await session.detach();
  return Buffer.from(data, "base64");
}
