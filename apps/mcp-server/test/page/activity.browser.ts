// Point 5: who did what, and undo with its plan.
import type { Page } from "playwright-core";
import { describe, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { HANDS } from "./support/hands.js";
import { NAMES, startSite } from "./support/site.js";
import { violationsOf } from "./support/violations.js";
import { visit } from "./support/visit.js";

const browser = launched();
const world = shared(startSite);

const rowsOf = (page: Page) => page.getByRole("table", { name: "Changes" }).locator("tbody tr");

describe.each(HANDS)("$name", (hands) => {
  it("lists who did what, filtered by domain, caller and way", async ({ expect }) => {
    const { page } = await visit(browser(), world(), "/ui/", { as: "read" });
    await hands.press(page.getByRole("link", { name: "Activity" }));
    const rows = rowsOf(page);
    const byCommandLine = rows.filter({ hasText: "an older machine" });
    await expect
      .poll(() => byCommandLine.textContent())
      .toMatch(/local:root command line.*set server weight.*Reason: an older machine.*weight 1 → 50.*Done/s);

    await hands.write(page.getByLabel("Domain", { exact: true }), "pay");
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.textContent()).toMatch(/admin agent.*add domain/);
    await hands.write(page.getByLabel("Domain", { exact: true }), "");
    await hands.choose(page.getByLabel("Who"), "local:root");
    await expect
      .poll(async () => (await rows.allTextContents()).every((row) => row.includes("local:root")))
      .toBe(true);
    await expect.poll(() => new URL(page.url()).search).toBe("?caller=local%3Aroot");
    await hands.choose(page.getByLabel("Via"), "agent");
    await page.getByText("No change matches.").waitFor();
    await hands.press(page.getByRole("button", { name: "Search the whole history" }));
    await page.getByText("These are all.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it("undoes a change after its plan, by an administrator", async ({ expect }) => {
    const weight = hands.name === "by mouse" ? 77 : 78;
    await world().agent("set_server_weight", { domain: NAMES.api, slot: 1, weight });
    const weightNow = async () =>
      Number(/^(\d+)/.exec((await world().haproxy.runtime("get weight pool_2/pool_2_1")).trim())?.[1]);
    expect(await weightNow()).toBe(weight);
    const { page } = await visit(browser(), world(), "/ui/activity", { as: "admin" });
    const change = rowsOf(page).filter({ hasText: `slot 1, weight ${weight}` });

    await hands.press(change.getByRole("button", { name: "Undo" }));
    const dialog = page.getByRole("dialog");
    await dialog
      .getByRole("list", { name: "What will happen" })
      .getByText(`weight ${weight} ready to`)
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await weightNow()).toBe(weight);
    await hands.write(dialog.getByLabel("Reason"), `undone ${hands.name}`);
    await hands.press(dialog.getByRole("button", { name: "Undo", exact: true }));

    await expect.poll(() => change.textContent()).toContain("Undone");
    expect(await weightNow()).not.toBe(weight);
    const [newest, undone] = await world().history();
    expect(newest).toMatchObject({
      caller: "admin",
      way: "page",
      operation: "undo",
      undoes: undone?.id,
      reason: `undone ${hands.name}`,
    });
    expect(undone?.undone_by).toBe(newest?.id);
    await hands.press(change.getByRole("link", { name: "Undone" }));
    await expect.poll(() => rowsOf(page).count()).toBe(1);
  });
});

it("an undo that a newer change stands in the way of is refused with its reason", async () => {
  await world().agent("set_server_weight", { domain: NAMES.shop, slot: 1, weight: 30 });
  await world().agent("set_server_weight", { domain: NAMES.shop, slot: 1, weight: 31 });
  const { page } = await visit(browser(), world(), "/ui/activity", { as: "admin" });

  await rowsOf(page).filter({ hasText: "weight 30" }).last().getByRole("button", { name: "Undo" }).click();

  await page
    .getByRole("dialog")
    .getByRole("alert")
    .getByText(/newer|since|changed/i)
    .first()
    .waitFor();
});

it("an operator may undo its own changes, and the page says why not those of others", async ({ expect }) => {
  const { page } = await visit(browser(), world(), "/ui/activity", { as: "operate" });
  const undo = rowsOf(page).first().getByRole("button", { name: "Undo" });

  expect(await undo.getAttribute("aria-disabled")).toBe("true");
  expect(await undo.getAttribute("title")).toMatch(/admin/);
});

it("reasons and names with markup are text", async ({ expect }) => {
  const markup = "<img src=x onerror=document.title='owned'><b>bold</b>";
  await world().command("servers", "weight", NAMES.shop, "2", "51", "--reason", markup);
  const { page } = await visit(browser(), world(), "/ui/activity", { as: "read" });

  await page.getByText(`Reason: ${markup}`).waitFor();
  expect(await page.locator("main img, main b").count()).toBe(0);
  expect(await page.title()).not.toContain("owned");
});
