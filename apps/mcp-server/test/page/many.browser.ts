// 1,000 domains: few rows in the page, found by filter and keys, and all of them on paper.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { it } from "vitest";
import { shared } from "../support/shared.js";
import { startApplication } from "./support/application.js";
import { launched } from "./support/chromium.js";
import { focusedRow } from "./support/in-page.js";
import { structureOf } from "./support/structure.js";
import { violationsOf } from "./support/violations.js";
import { visit } from "./support/visit.js";
import { startWorld } from "./support/world.js";

const run = promisify(execFile);
const COUNT = 1_000;
/** To draw all rows once, on a machine that does much else. */
const BUSY_MS = 60_000;

const nameOf = (index: number) => `site-${String(index).padStart(4, "0")}.example.test`;

const browser = launched();
const application = shared(() => startApplication("all"));
const world = shared(() => {
  const indices = Array.from({ length: COUNT }, (_, index) => index + 1);
  const { ip, port } = application();
  const servers = Object.fromEntries(
    indices.map((index) => [nameOf(index), { "1": { ip, http_port: port } }]),
  );
  return startWorld({
    pools: { count: COUNT + 10, slots: 1 },
    files: {
      "domains.map": indices.map((index) => `${nameOf(index)} pool_${index}\n`).join(""),
      "servers.json": JSON.stringify(servers),
    },
    checkMs: 5_000,
  });
});

async function open() {
  const { page } = await visit(browser(), world(), "/ui/", { as: "read" });
  await page.getByRole("heading", { name: `Domains (${COUNT})` }).waitFor();
  const rows = page.getByRole("table", { name: "Domains" }).locator("tbody tr:not(.space)");
  await rows.first().waitFor();
  return { page, rows };
}

it("has few rows in the page, says how many there are, and shows those that are scrolled to", async ({
  expect,
}) => {
  const { page, rows } = await open();

  await expect.poll(() => rows.count()).toBeLessThan(120);
  expect(await page.getByRole("table", { name: "Domains" }).getAttribute("aria-rowcount")).toBe(
    String(COUNT + 1),
  );
  expect(await violationsOf(page)).toEqual([]);
  await page.mouse.wheel(0, 15_000);
  await expect
    .poll(async () => Number(await rows.first().getAttribute("aria-rowindex")))
    .toBeGreaterThan(200);
  expect(await rows.count()).toBeLessThan(120);
});

it("finds one by its name, and goes through rows by key", async ({ expect }) => {
  const { page, rows } = await open();
  // until then, those that are still checked are first
  await page.getByRole("heading", { name: `All ${COUNT} domains are up` }).waitFor();

  await page.keyboard.press("/");
  await page.keyboard.type("site-0777");
  await expect.poll(() => rows.count()).toBe(1);
  expect(await rows.first().textContent()).toContain(nameOf(777));
  await page.getByRole("searchbox").fill("");
  await expect.poll(() => rows.count()).toBeGreaterThan(10);
  await page.keyboard.press("Tab");
  for (let index = 1; index <= 60; index++) {
    await page.keyboard.press("j");
    await expect.poll(() => page.evaluate(focusedRow)).toEqual({ index: String(index + 1), hasNext: true });
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /^site-/ }).waitFor();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(nameOf(60));
});

it("shows all rows when it is asked to", async ({ expect }) => {
  const { page, rows } = await open();

  await page.getByRole("button", { name: `Show all ${COUNT} rows` }).click({ timeout: BUSY_MS });

  await expect.poll(() => rows.count(), { timeout: BUSY_MS }).toBe(COUNT);
  expect(await rows.last().textContent()).toContain("site-");
});

it("prints all rows, and no buttons", async ({ expect }) => {
  const { page } = await open();
  await using folder = await temporaryFolder();
  const file = join(folder.path, "page.pdf");

  await writeFile(file, await page.pdf());
  const { stdout: text } = await run("pdftotext", ["-layout", file, "-"], { maxBuffer: 1 << 24 });

  for (const index of [1, 500, COUNT]) expect(text).toContain(nameOf(index));
  expect(text).toMatch(/Printed .* UTC/);
  expect(text).not.toMatch(/Pause|Sign out|Show all/);
});

it("keeps up: ticks arrive, and the page responds while they do", async ({ expect }) => {
  const { page } = await open();
  const clock = page.getByRole("banner").getByRole("time");
  const before = await clock.textContent();

  await expect.poll(() => clock.textContent()).not.toBe(before);
  await page.getByRole("link", { name: "Help" }).click();
  await page.getByRole("heading", { level: 1, name: "Help" }).waitFor();
  expect(await structureOf(page.getByRole("main"))).toContain("States of a server");
});
