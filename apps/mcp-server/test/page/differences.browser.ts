// Points 7 and 9: lines that are left unchanged, and where HAProxy differs from the files: apply, adopt, or edit.
import { writeFile } from "node:fs/promises";
import { describe, it } from "vitest";
import { launched } from "./support/chromium.js";
import { HANDS } from "./support/hands.js";
import { violationsOf } from "./support/violations.js";
import { visit } from "./support/visit.js";
import { startWorld, type World } from "./support/world.js";

const SHOP = "shop.example.test";
const browser = launched();

/** HAProxy runs another weight than the files say. */
async function startWithDrift(files: Readonly<Record<string, string>> = {}): Promise<World> {
  const world = await startWorld({ files });
  const { address } = await world.application("shop");
  await world.agent("add_domain", { domain: SHOP, ...address });
  await world.agent("set_server_weight", { domain: SHOP, slot: 1, weight: 100 });
  await drift(world);
  return world;
}

const drift = (world: World) => world.haproxy.runtime("set weight pool_1/pool_1_1 7");
const runs = async (world: World) =>
  Number.parseInt(await world.haproxy.runtime("get weight pool_1/pool_1_1"), 10);

describe.each(HANDS)("$name", (hands) => {
  it("shows recorded, running and file, and applies the record or adopts what runs", async ({ expect }) => {
    await using world = await startWithDrift();
    const { page } = await visit(browser(), world, "/ui/", { as: "admin" });
    await hands.press(page.getByRole("link", { name: /^Differences/ }));
    const row = page
      .getByRole("table", { name: "Differences" })
      .getByRole("row")
      .filter({ hasText: "pool_1_1" });
    const dialog = page.getByRole("dialog");
    await expect.poll(() => row.textContent()).toMatch(/weight 100.*weight 7.*servers\.json/s);

    await hands.press(page.getByRole("button", { name: "Apply the record" }));
    await dialog.getByRole("list", { name: "What will happen" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await hands.press(dialog.getByRole("button", { name: "Apply the record" }));
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("HAProxy matches the files").waitFor();
    expect(await runs(world)).toBe(100);

    await drift(world);
    await row.waitFor();
    await hands.press(page.getByRole("button", { name: "Adopt what runs" }));
    await dialog.getByRole("list", { name: "What will happen" }).waitFor();
    await hands.press(dialog.getByRole("button", { name: "Adopt what runs" }));
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("HAProxy matches the files").waitFor();
    expect(await runs(world)).toBe(7);
    expect(await world.file("servers.json")).toMatch(/"weight": ?7/);
    expect((await world.history()).slice(0, 2).map(({ way, operation }) => `${way} ${operation}`)).toEqual([
      "page save_state",
      "page restore_state",
    ]);
  });

  it("each uncertain line has what runs instead, and the edit that fixes it, which fixes it", async ({
    expect,
  }) => {
    await using world = await startWorld();
    await world.agent("add_domain", { domain: SHOP, ...(await world.application("shop")).address });
    const { mapFile } = world.haproxy;
    await writeFile(mapFile, `${SHOP} pool_1 # moved\n`);
    const { page } = await visit(browser(), world, "/ui/differences", { as: "operate" });
    const card = page.getByRole("article").filter({ hasText: SHOP });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);

    await expect
      .poll(() => card.first().textContent())
      .toMatch(/domains\.map, line 1.*Runs now.*pool_1.*At the next reload.*503.*Edit/s);
    expect(await violationsOf(page)).toEqual([]);
    await hands.press(card.first().getByRole("button", { name: /^Copy/ }));
    await expect.poll(() => page.evaluate("navigator.clipboard.readText()")).toBe(`${SHOP} pool_1`);
    await writeFile(mapFile, `${await page.evaluate("navigator.clipboard.readText()")}\n`);

    await page.getByText("HAProxy matches the files").waitFor();
  });
});

it("names and lines with markup are text", async ({ expect }) => {
  await using world = await startWorld({
    files: { "domains.map": "<img/src=x/onerror=alert(1)> <b>pool</b>\n" },
  });
  const { page } = await visit(browser(), world, "/ui/differences", { as: "read" });

  await page.getByText("<img/src=x/onerror=alert(1)>").first().waitFor();
  expect(await page.locator("main img, main b").count()).toBe(0);
});

it("files that have lost most of their lines stop every change, and the page says so everywhere", async ({
  expect,
}) => {
  await using world = await startWorld();
  for (const name of ["a", "b", "c", "d", "e"])
    await world.agent("add_domain", {
      domain: `${name}.example.test`,
      ...(await world.application(name)).address,
    });
  await writeFile(world.haproxy.mapFile, "a.example.test pool_1\n");
  const { page } = await visit(browser(), world, "/ui/", { as: "admin" });

  await page.getByRole("alert").getByText("Every change is refused").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("link", { name: /^Differences/ }).click();
  await page.getByRole("button", { name: "Accept the files" }).waitFor();
  await page.getByRole("button", { name: "Adopt what runs" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Adopt what runs" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("HAProxy matches the files").waitFor();
  expect(await world.file("domains.map")).toContain("e.example.test pool_5");
});
