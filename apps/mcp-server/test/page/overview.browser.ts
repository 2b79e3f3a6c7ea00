// Points 1 and 2 of what the page must do: what is down, since when and why; and the domains, worst first.
import type { Page } from "playwright-core";
import { describe, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { HANDS, mouse } from "./support/hands.js";
import { NAMES, startSite } from "./support/site.js";
import { visit } from "./support/visit.js";
import { startWorld } from "./support/world.js";

const browser = launched();
const world = shared(startSite);

const tableOf = (page: Page) => page.getByRole("table", { name: "Domains" });
const namesIn = (page: Page) => tableOf(page).locator("tbody a").allTextContents();

describe.each(HANDS)("$name", (hands) => {
  it("the overview says what is down, since when and why, and leads there", async ({ expect }) => {
    const { page } = await visit(browser(), world(), "/ui/", { as: "read" });

    await page.getByRole("heading", { level: 1, name: `${NAMES.pay} is down, 1 degraded` }).waitFor();
    const card = page.getByRole("listitem").filter({ hasText: `${NAMES.pay} is down` });
    await expect
      .poll(() => card.textContent())
      .toMatch(/since .*\d\d:\d\d:\d\d .*0 of 1 server up.*HTTP 503/i);
    expect(await page.title()).toMatch(`${NAMES.pay} down – HAProxy`);

    await hands.press(card.getByRole("link"));

    expect(new URL(page.url()).pathname).toBe(`/ui/d/${NAMES.pay}`);
    await page.getByRole("heading", { level: 1, name: NAMES.pay }).waitFor();
  });

  it("domains are listed with the worst first, and can be filtered and sorted", async ({ expect }) => {
    const { page } = await visit(browser(), world(), "/ui/", { as: "read" });
    await expect.poll(() => namesIn(page)).toEqual([NAMES.pay, NAMES.api, NAMES.mail, NAMES.shop]);

    await hands.press(tableOf(page).getByRole("button", { name: "req/s" }));
    await expect.poll(() => new URL(page.url()).search).toBe("?sort=-requests");
    await expect.poll(async () => (await namesIn(page))[0]).toBe(NAMES.shop); // has twice the traffic
    await hands.write(page.getByRole("searchbox"), "API");
    await expect.poll(() => namesIn(page)).toEqual([NAMES.api]);
    await page.reload();
    await expect.poll(() => namesIn(page)).toEqual([NAMES.api]);
    await hands.write(page.getByRole("searchbox"), "");
    await hands.check(page.getByRole("checkbox", { name: "Only problems" }));
    await expect.poll(async () => (await namesIn(page)).sort()).toEqual([NAMES.api, NAMES.pay]);
  });
});

it("each row has health, servers, requests, errors and the served certificate", async ({ expect }) => {
  const { page } = await visit(browser(), world(), "/ui/", { as: "read" });
  const cells = async (name: string) => {
    const row = tableOf(page).getByRole("row").filter({ hasText: name });
    const texts = await row.getByRole("cell").allTextContents();
    const [, health, servers, requests, , errors, ms, , certificate] = texts;
    return {
      health,
      servers,
      hasRequests: Number(requests) > 0,
      errors,
      hasMs: Number(ms) >= 0,
      certificate,
    };
  };

  await expect.poll(() => cells(NAMES.pay)).toMatchObject({ hasRequests: true, errors: "100 %" });
  await expect.poll(() => cells(NAMES.shop)).toMatchObject({ hasRequests: true, errors: "0 %" });
  expect(await cells(NAMES.shop)).toMatchObject({ health: "OK", certificate: "64 d", hasMs: true });
  expect((await cells(NAMES.api)).health).toMatch(/^Degraded since \d\d:\d\d:\d\d$/);
  expect((await cells(NAMES.api)).servers).toContain("2/3");
  expect((await cells(NAMES.mail)).certificate).toMatch(/expired/);
  const line = tableOf(page).getByRole("row").filter({ hasText: NAMES.shop }).locator("svg.spark path");
  await expect.poll(async () => ((await line.getAttribute("d")) ?? "").length).toBeGreaterThan(20);
});

it("title and icon change with the worst state, and a screen reader says it", async ({ expect }) => {
  await using own = await startWorld();
  const application = await own.application("only");
  await own.agent("add_domain", { domain: NAMES.shop, ...application.address });
  const { page } = await visit(browser(), own, "/ui/", { as: "read" });
  const icon = async () =>
    decodeURIComponent((await page.locator("link[rel=icon]").getAttribute("href")) ?? "");
  const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  const said = () => page.getByRole("status").allTextContents();
  await heading(`${NAMES.shop} is up`);
  const calm = await icon();
  expect(await page.title()).toBe("Overview – HAProxy");

  application.respondWith(503);
  await heading(`${NAMES.shop} is down`);

  await expect.poll(() => page.title()).toBe(`(1) ${NAMES.shop} down – HAProxy`);
  await expect.poll(icon).not.toBe(calm);
  await expect.poll(said).toContain(`${NAMES.shop}: Down`);

  application.respondWith(200);
  await heading(`${NAMES.shop} is up`);

  await expect.poll(icon).toBe(calm);
  await expect.poll(said).toContain(`${NAMES.shop}: OK`);
});

it("single keys filter, go from row to row, open one, and go to a page", async ({ expect }) => {
  const { page } = await visit(browser(), world(), "/ui/", { as: "read" });
  await tableOf(page).waitFor();
  const { keyboard } = page;

  await keyboard.press("/");
  await keyboard.type("example");
  await expect.poll(() => new URL(page.url()).search).toBe("?q=example");
  await keyboard.press("Tab"); // out of the field
  await keyboard.press("j");
  await keyboard.press("j");
  await keyboard.press("k");
  await keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: NAMES.pay }).waitFor();
  await keyboard.press("g");
  await keyboard.press("c");
  await page.getByRole("heading", { level: 1, name: "Certificates" }).waitFor();
  await keyboard.press("?");
  await page.getByRole("heading", { level: 1, name: "Help" }).waitFor();
  await mouse.press(page.getByRole("checkbox", { name: "Single keys" }));
  await keyboard.press("g");
  await keyboard.press("o");
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Help");
});

it("Pause holds the numbers, and Resume shows what happened since", async ({ expect }) => {
  const { page } = await visit(browser(), world(), "/ui/", { as: "read" });
  await tableOf(page).waitFor();

  await page.getByRole("button", { name: "Pause" }).click();
  await world().agent("add_domain", { domain: "paused.example.test" });
  await expect.poll(() => world().file("domains.map")).toContain("paused.example.test");
  const whilePaused = await namesIn(page);
  await page.getByRole("button", { name: "Resume" }).click();

  await expect.poll(() => namesIn(page)).toContain("paused.example.test");
  expect(whilePaused).not.toContain("paused.example.test");
  await world().agent("remove_domain", { domain: "paused.example.test" });
});
