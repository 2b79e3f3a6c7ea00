// What every page looks like: to axe, on narrow and wide screens, in light and dark, and to a screen reader.
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { widthOfPage } from "./support/in-page.js";
import { NAMES, startSite, UNCERTAIN, withDrift } from "./support/site.js";
import { structureOf } from "./support/structure.js";
import { violationsOf } from "./support/violations.js";
import { screenshot, visit } from "./support/visit.js";

const COLOURS = ["light", "dark"] as const;
const WIDTHS = [390, 1280, 1920];
const HEIGHT = 844;
const MISSING = "no such page";

/** Where each page is, and what shows that it is all there. */
const PAGES: Readonly<Record<string, { readonly path: string; shows(page: Page): Locator }>> = {
  overview: { path: "/ui/", shows: (page) => page.getByRole("cell", { name: "100 %" }) },
  domain: {
    path: `/ui/d/${NAMES.shop}`,
    shows: (page) => page.getByRole("cell", { name: "HTTP 200" }).nth(1),
  },
  "domain that is down": {
    path: `/ui/d/${NAMES.pay}`,
    shows: (page) => page.getByRole("cell", { name: "HTTP 503" }),
  },
  requests: { path: `/ui/d/${NAMES.shop}/requests`, shows: (page) => page.getByRole("table") },
  add: { path: "/ui/add", shows: (page) => page.getByRole("button", { name: "Add the domain" }) },
  certificates: { path: "/ui/certificates", shows: (page) => page.getByRole("table") },
  activity: { path: "/ui/activity", shows: (page) => page.getByRole("table") },
  differences: { path: "/ui/differences", shows: (page) => page.getByRole("table") },
  help: { path: "/ui/help", shows: (page) => page.getByRole("heading", { name: "States of a server" }) },
  [MISSING]: { path: "/ui/nothing", shows: (page) => page.getByRole("heading", { name: "No such page" }) },
};

const browser = launched();
const world = shared(async () => withDrift(await startSite({ files: UNCERTAIN })));

async function open(name: string) {
  const { path, shows } = PAGES[name] as (typeof PAGES)[string];
  const { page, allow } = await visit(browser(), world(), path, { as: "admin" });
  if (name === MISSING) allow(/404/);
  await page.getByText("Live", { exact: true }).waitFor();
  await shows(page).first().waitFor();
  // while a check runs, the first sample has less exact words
  await expect.poll(() => page.getByText(/connection failed|error response|check passed/).count()).toBe(0);
  return page;
}

/** Axe and the width, with each pair of colours on each screen. */
async function findingsOf(page: Page, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colours of COLOURS) {
    await page.emulateMedia({ colorScheme: colours });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      const where = `${colours}, ${width} px`;
      const needed = await page.evaluate(widthOfPage);
      found.push(...(await violationsOf(page)).map((finding) => `${where}: ${finding}`));
      if (needed > width) found.push(`${where}: scrolls sideways: ${needed} px wide`);
      await screenshot(page, `${name}-${colours}-${width}`);
    }
  }
  return found;
}

it.each(Object.keys(PAGES))("%s: no finding of axe, no sideways scrolling", async (name) => {
  const page = await open(name);

  expect(await findingsOf(page, name)).toEqual([]);
});

it.each(Object.keys(PAGES))("%s: the structure", async (name) => {
  const page = await open(name);

  await expect(await structureOf(page.locator("body"))).toMatchFileSnapshot(
    `structures/${name.replaceAll(" ", "-")}.txt`,
  );
});
