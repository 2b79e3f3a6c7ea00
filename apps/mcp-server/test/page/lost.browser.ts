// What an operator sees when HAProxy, the server or the session goes away, with many tabs, and over a slow network.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { launched } from "./support/chromium.js";
import { HANDS } from "./support/hands.js";
import { isStale } from "./support/in-page.js";
import { NAMES } from "./support/site.js";
import { TOKENS } from "./support/tokens.js";
import { violationsOf } from "./support/violations.js";
import { signIn, visit } from "./support/visit.js";
import { startWorld, type World } from "./support/world.js";

const browser = launched();

async function startShop(): Promise<World> {
  const world = await startWorld();
  await world.agent("add_domain", { domain: NAMES.shop, ...(await world.application("shop")).address });
  await world.agent("wait_healthy", { domain: NAMES.shop });
  world.traffic(NAMES.shop);
  return world;
}

const live = (page: Page) => page.getByRole("banner").getByText("Live", { exact: true }).waitFor();

it("HAProxy is killed: the page says so, greys its numbers, and comes back by itself", async ({ expect }) => {
  await using world = await startShop();
  const { page } = await visit(browser(), world, "/ui/", { as: "operate" });
  await page.getByRole("heading", { level: 1, name: `${NAMES.shop} is up` }).waitFor();

  await world.haproxy.kill();

  await page.getByRole("alert").getByText("HAProxy does not respond").waitFor();
  expect(await page.getByRole("alert").textContent()).toMatch(/since .*Traffic may still flow/);
  await expect.poll(() => page.title()).toBe("(!) HAProxy does not respond");
  await expect.poll(() => page.evaluate(isStale)).toBe(true);
  expect(await violationsOf(page)).toEqual([]);

  await world.haproxy.start();

  await page.getByRole("alert").getByText("HAProxy does not respond").waitFor({ state: "detached" });
  await page.getByRole("heading", { level: 1, name: `${NAMES.shop} is up` }).waitFor();
  await expect.poll(() => page.evaluate(isStale)).toBe(false);
});

it("the server is killed and started again: lost, then live with what changed meanwhile", async ({
  expect,
}) => {
  await using world = await startShop();
  const { page, allow } = await visit(browser(), world, "/ui/", { as: "operate" });
  await live(page);
  allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|401/);

  await world.killServer();

  await page.getByRole("alert").getByText("The page lost the server").waitFor();
  await expect.poll(() => page.title()).toMatch(/^\(lost the server\)/);
  await expect.poll(() => page.evaluate(isStale)).toBe(true);
  expect(await violationsOf(page)).toEqual([]);

  await world.startServer();
  await world.agent("add_domain", { domain: "meanwhile.example.test" });

  // sessions are in memory: it asks for the token, at the same address
  await page.getByText("The session has ended").waitFor();
  await page.getByLabel("Token").fill(TOKENS.operate.secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await live(page);
  await page.getByRole("link", { name: "meanwhile.example.test" }).first().waitFor();
});

it.each(HANDS)(
  "the token is revoked: $name, it signs in in place, and is at the same address then",
  async (hands) => {
    await using world = await startShop();
    const address = `/ui/activity?caller=admin`;
    const { page, allow } = await visit(browser(), world, address, { as: "leaver" });
    await page.getByRole("table").waitFor();
    allow(/401/);

    await world.command("token", "revoke", "leaver", "--yes");

    await page.getByText("The session has ended").waitFor();
    expect(await page.getByRole("table").count()).toBe(0); // nothing of before is left to be read
    expect(await violationsOf(page)).toEqual([]);
    await hands.write(page.getByLabel("Token"), TOKENS.leaver.secret);
    await hands.press(page.getByRole("button", { name: "Sign in" }));
    await page.getByRole("alert").waitFor();
    await hands.write(page.getByLabel("Token"), TOKENS.read.secret);
    await hands.press(page.getByRole("button", { name: "Sign in" }));
    await page.getByRole("table").waitFor();
    expect(page.url()).toBe(`${world.origin}${address}`);
  },
);

it.each(HANDS)("signs in $name, and out", async (hands) => {
  await using world = await startShop();
  const { page, allow } = await visit(browser(), world, `/ui/d/${NAMES.shop}`);
  await page.getByLabel("Token").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.getByText("haproxy-mcp token new NAME").isVisible()).toBe(true);

  await hands.write(page.getByLabel("Token"), TOKENS.operate.secret);
  await hands.press(page.getByRole("button", { name: "Sign in" }));
  await page.getByRole("heading", { level: 1, name: NAMES.shop }).waitFor();
  expect(await page.getByRole("banner").textContent()).toContain("operate");

  allow(/401/);
  await hands.press(page.getByRole("button", { name: "Sign out" }));
  await page.getByLabel("Token").waitFor();
  await page.goBack().catch(() => {});
  expect(await page.getByRole("table").count()).toBe(0);
});

it("seven tabs are all live, share one stream, and stay live when the tab that reads is closed", async ({
  expect,
}) => {
  await using world = await startShop();
  const first = await visit(browser(), world, "/ui/", { as: "read" });
  const { context } = first;
  await live(first.page);
  let streams = 0;
  context.on("request", (request) => {
    if (request.url().endsWith("/ui/events")) streams++;
  });
  const pages: Page[] = [];
  for (let i = 0; i < 6; i++) {
    const { page } = await visit(browser(), world, "/ui/", { context });
    await live(page);
    pages.push(page);
  }
  expect(streams).toBe(0);

  await first.page.close();
  await world.agent("add_domain", { domain: "tabs.example.test" });

  for (const page of pages) {
    await live(page);
    await page.getByRole("link", { name: "tabs.example.test" }).first().waitFor();
  }
  expect(streams).toBe(1);
});

it("over a slow network the page opens, and a change is shown once HAProxy reports it", async ({
  expect,
}) => {
  await using world = await startShop();
  await using context = await browser().newContext({ reducedMotion: "reduce", timezoneId: "UTC" });
  await signIn(context, world.origin, TOKENS.operate.secret);
  const { page } = await visit(browser(), world, "/ui/help", { context });
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 400,
    downloadThroughput: 50 * 1024,
    uploadThroughput: 20 * 1024,
  });

  await page.goto(`${world.origin}/ui/d/${NAMES.shop}`);
  await live(page);
  const row = page.getByRole("table", { name: "Servers" }).getByRole("row").nth(1);
  await row.getByRole("button", { name: "Maint" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Users lose service/).fill(NAMES.shop);
  const confirm = dialog.getByRole("button", { name: "Maint", exact: true });
  await confirm.click();
  expect(await row.getByText("UP", { exact: true }).count()).toBe(1); // nothing is shown before it is so
  await row.getByText("MAINT", { exact: true }).waitFor();
});
