// What every page looks like: to axe, on narrow and wide screens, in light and dark, and to a screen reader.
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { widthOfPage } from "./support/in-page.js";
import { NAMES, startSite, UNCERTAIN, withDrift } from "./support/site.js";
import { structureOf } from "./support/structure.js";
import type { TokenName } from "./support/tokens.js";
import { violationsOf } from "./support/violations.js";
import { screenshot, visit } from "./support/visit.js";

const COLOURS = ["light", "dark"] as const;
const WIDTHS = [390, 1280, 1920];
const HEIGHT = 844;
const MISSING = "no such page";
const SHOP: Look = {
  path: `/ui/d/${NAMES.shop}`,
  shows: (page) => page.getByRole("cell", { name: "HTTP 200" }).nth(1),
};

interface Look {
  readonly path: string;
  /** Default: `admin`; `null`: no session. */
  readonly as?: TokenName | null;
  /** What shows that it is all there. */
  shows(page: Page): Locator;
  /** Opens a dialog. */
  press?(page: Page): Promise<void>;
}

const dialog = (page: Page) => page.getByRole("dialog");
const plan = (page: Page) => dialog(page).getByRole("list", { name: "What will happen" });

const PAGES: Readonly<Record<string, Look>> = {
  "sign in": { path: "/ui/", as: null, shows: (page) => page.getByLabel("Token") },
  overview: { path: "/ui/", shows: (page) => page.getByRole("cell", { name: "100 %" }) },
  domain: SHOP,
  "domain, of a reader": { ...SHOP, as: "read" },
  "domain that is down": {
    path: `/ui/d/${NAMES.pay}`,
    shows: (page) => page.getByRole("cell", { name: "HTTP 503" }),
  },
  "unknown domain": {
    path: "/ui/d/shob.example.test",
    shows: (page) => page.getByText("Did you mean"),
  },
  "drain dialog": {
    ...SHOP,
    press: (page) =>
      button(page, /^Drain 127/)
        .first()
        .click(),
  },
  "weight dialog": {
    ...SHOP,
    async press(page) {
      await button(page, /^Weight 100/).click();
      await page.getByRole("spinbutton").fill("60");
    },
  },
  "add servers dialog": { ...SHOP, press: (page) => button(page, /^Add servers/).click() },
  "remove dialog": { ...SHOP, press: (page) => button(page, /^Remove shop/).click() },
  requests: { path: `/ui/d/${NAMES.shop}/requests`, shows: (page) => page.getByRole("table") },
  add: { path: "/ui/add", shows: (page) => button(page, /^Add the domain/) },
  certificates: { path: "/ui/certificates", shows: (page) => page.getByRole("table") },
  "certificates, of a reader": {
    path: "/ui/certificates",
    as: "read",
    shows: (page) => page.getByRole("table"),
  },
  "delete certificate dialog": {
    path: "/ui/certificates",
    shows: (page) => page.getByRole("table"),
    press: (page) => button(page, `Delete ${NAMES.shop}`).click(),
  },
  activity: { path: "/ui/activity", shows: (page) => page.getByRole("table") },
  "undo dialog": {
    path: "/ui/activity",
    shows: (page) => page.getByRole("table"),
    press: (page) =>
      button(page, /^Undo set server weight/)
        .first()
        .click(),
  },
  differences: { path: "/ui/differences", shows: (page) => page.getByRole("table") },
  "adopt dialog": {
    path: "/ui/differences",
    shows: (page) => page.getByRole("table"),
    press: (page) => button(page, /^Adopt what runs/).click(),
  },
  help: { path: "/ui/help", shows: (page) => page.getByRole("heading", { name: "States of a server" }) },
  [MISSING]: { path: "/ui/nothing", shows: (page) => page.getByRole("heading", { name: "No such page" }) },
};

function button(page: Page, name: string | RegExp) {
  return page.getByRole("main").getByRole("button", { name });
}

const browser = launched();
const world = shared(async () => withDrift(await startSite({ files: UNCERTAIN })));

async function open(name: string) {
  const { path, as = "admin", shows, press } = PAGES[name] as Look;
  const { page, allow } = await visit(browser(), world(), path, as === null ? {} : { as });
  if (name === MISSING) allow(/404/);
  await shows(page).first().waitFor();
  if (as !== null) await page.getByText("Live", { exact: true }).waitFor();
  // while a check runs, the first sample has less exact words
  await expect.poll(() => page.getByText(/connection failed|error response|check passed/).count()).toBe(0);
  if (press !== undefined) {
    await press(page);
    await dialog(page).waitFor();
    if (!name.startsWith("add servers")) await plan(page).waitFor();
  }
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

it.each(Object.keys(PAGES))("%s: the structure, no finding of axe, no sideways scrolling", async (name) => {
  const page = await open(name);
  const isDialog = (await dialog(page).count()) > 0;

  const structure = await structureOf(isDialog ? dialog(page) : page.locator("body"));
  const findings = await findingsOf(page, name);

  expect(findings).toEqual([]);
  await expect(structure).toMatchFileSnapshot(`structures/${name.replaceAll(/\W+/g, "-")}.txt`);
});
