// Point 3: a domain, and changes of its servers, with who carries the load then.

import { request } from "@haproxy-mcp/test-haproxy";
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

/** Of a server, as HAProxy reports it: its state and its weight. */
async function runs(pool: string, slot: number): Promise<string> {
  const [, header = "", ...rows] = (await world().haproxy.runtime(`show servers state ${pool}`)).split("\n");
  const names = header.replace("# ", "").split(" ");
  const values = rows.find((row) => row.includes(` ${pool}_${slot} `))?.split(" ") ?? [];
  const of = (name: string) => Number(values[names.indexOf(name)]);
  const state = of("srv_admin_state") & 1 ? "maint" : of("srv_admin_state") & 8 ? "drain" : "ready";
  return `${state} ${of("srv_uweight")}`;
}

const rowOf = (page: Page, endpoint: string) =>
  page.getByRole("table", { name: "Servers" }).getByRole("row").filter({ hasText: endpoint });
const dialogOf = (page: Page) => page.getByRole("dialog");

async function openServer(name: string, application: string) {
  const { page } = await visit(browser(), world(), `/ui/d/${name}`, { as: "operate" });
  const { ip, port } = await world().application(application);
  const endpoint = `${ip}:${port}`;
  await rowOf(page, endpoint).waitFor();
  return { page, endpoint, row: rowOf(page, endpoint) };
}

describe.each(HANDS)("$name", (hands) => {
  it("a server is drained after its plan, its sessions count down, and it comes back", async ({ expect }) => {
    const { page, row } = await openServer(NAMES.shop, "shop-a");
    const [a, b] = [await world().application("shop-a"), await world().application("shop-b")];
    // sessions on both, as clients keep them open
    const held = [1, 2, 3, 4].map(() =>
      request({ port: world().httpPort }, { host: NAMES.shop, path: "/held" }).catch(() => undefined),
    );
    await expect.poll(() => a.held() >= 1 && a.held() + b.held()).toBe(4);

    await hands.press(row.getByRole("button", { name: "Drain" }));
    const dialog = dialogOf(page);
    await dialog.getByText(/^1 of 2 servers/).waitFor();
    await dialog.getByText(/open sessions? can finish/).waitFor();
    await dialog.getByRole("list", { name: "What will happen" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await runs("pool_1", 1)).toMatch(/^ready/);
    await hands.write(dialog.getByLabel("Reason"), `drained ${hands.name}`);
    await hands.press(dialog.getByRole("button", { name: "Drain", exact: true }));

    await dialog.waitFor({ state: "hidden" });
    await row.getByText("DRAIN", { exact: true }).waitFor();
    await row.getByText(/\d sessions? left/).waitFor();
    expect(await runs("pool_1", 1)).toMatch(/^drain/);
    const [entry] = await world().history();
    expect(entry).toMatchObject({
      caller: "operate",
      way: "page",
      operation: "set_server_state",
      arguments: { slot: 1, state: "drain" },
      reason: `drained ${hands.name}`,
    });
    expect(await world().file("servers.json")).toMatch(/"state": ?"drain"/);

    a.release();
    b.release();
    await Promise.all(held);
    await row.getByText("drained: safe to stop").waitFor();
    await page.getByLabel("Last two minutes").locator("svg path.mark").first().waitFor({ state: "attached" });

    await hands.press(row.getByRole("button", { name: "Ready" }));
    await hands.press(dialogOf(page).getByRole("button", { name: "Ready", exact: true }));
    await row.getByText("UP", { exact: true }).waitFor();
    await expect.poll(() => runs("pool_1", 1)).toMatch(/^ready/);
  });

  it("a server goes into maintenance, and a weight is set", async ({ expect }) => {
    const { page, row } = await openServer(NAMES.api, "api-b");

    await hands.press(row.getByRole("button", { name: "Maint" }));
    await hands.press(dialogOf(page).getByRole("button", { name: "Maint", exact: true }));
    await row.getByText("MAINT", { exact: true }).waitFor();
    expect(await runs("pool_2", 2)).toMatch(/^maint/);
    await hands.press(row.getByRole("button", { name: "Ready" }));
    await hands.press(dialogOf(page).getByRole("button", { name: "Ready", exact: true }));
    await row.getByText("UP", { exact: true }).waitFor();

    const weight = hands.name === "by mouse" ? "42" : "43";
    await hands.press(row.getByRole("button", { name: "change it" }));
    await hands.write(dialogOf(page).getByLabel("Weight"), weight);
    await hands.press(dialogOf(page).getByRole("button", { name: "Set the weight" }));
    await row.getByRole("button", { name: `Weight ${weight}` }).waitFor();
    expect(await runs("pool_2", 2)).toBe(`ready ${weight}`);
    expect((await world().history())[0]).toMatchObject({ operation: "set_server_weight", way: "page" });
  });

  it("the last server is drained only after its domain was typed", async ({ expect }) => {
    const { page, row } = await openServer(NAMES.mail, "mail-a");

    await hands.press(row.getByRole("button", { name: "Drain" }));
    const dialog = dialogOf(page);
    await dialog.getByText(/^No server .* users get 503/).waitFor();
    const confirm = dialog.getByRole("button", { name: "Drain", exact: true });
    await page.keyboard.press("Enter"); // in the field of the reason
    expect(await confirm.getAttribute("aria-disabled")).toBe("true");
    expect(await runs("pool_4", 1)).toMatch(/^ready/);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });

    await hands.press(row.getByRole("button", { name: "Drain" }));
    await hands.write(dialog.getByLabel("Users lose service"), NAMES.mail);
    await hands.press(confirm);
    await row.getByText("DRAIN", { exact: true }).waitFor();
    expect(await runs("pool_4", 1)).toMatch(/^drain/);
    await hands.press(row.getByRole("button", { name: "Ready" }));
    await hands.press(dialogOf(page).getByRole("button", { name: "Ready", exact: true }));
    await row.getByText("UP", { exact: true }).waitFor();
  });

  it("every action can be copied as a command and as a prompt (10)", async ({ expect }) => {
    const { page, row } = await openServer(NAMES.shop, "shop-b");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = () => page.evaluate("navigator.clipboard.readText()");

    await hands.press(row.getByRole("button", { name: "Drain" }));
    const dialog = dialogOf(page);
    await hands.press(dialog.getByText("As a command or a prompt"));
    await hands.press(dialog.getByRole("button", { name: "Copy the command" }));
    await expect.poll(copied).toMatch(/^haproxy-mcp servers drain /);
    await hands.press(dialog.getByRole("button", { name: "Copy the prompt" }));
    await expect.poll(copied).toMatch(/Drain/i);
    expect(await copied()).toContain(NAMES.shop);
    expect(await violationsOf(page)).toEqual([]);
  });
});

it("the keys d and w act on the server that has the focus", async ({ expect }) => {
  const { page, endpoint } = await openServer(NAMES.shop, "shop-a");

  await page.keyboard.press("j");
  await page.keyboard.press("d");
  await page.getByRole("dialog", { name: `Drain ${endpoint}` }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("w");
  await page.getByRole("dialog", { name: `Weight of ${endpoint}` }).waitFor();
  expect(await runs("pool_1", 1)).toMatch(/^ready/);
});

it("a reader sees everything, and is offered nothing", async ({ expect }) => {
  const { page } = await visit(browser(), world(), `/ui/d/${NAMES.shop}`, { as: "read" });
  await page.getByRole("table", { name: "Servers" }).waitFor();
  await page.getByText("changes need the role operate").waitFor();

  const buttons = page.getByRole("main").locator("button:not([aria-disabled=true])");

  expect((await buttons.allTextContents()).filter((name) => !/Pause|numbers/.test(name))).toEqual([
    "Sessions",
    "req/s",
    "Share",
    "Weight",
  ]);
  // and what the page does not offer is refused
  const refused = await page.evaluate(
    `fetch("/ui/call/haproxy_set_server_state", {
      method: "POST",
      headers: { "content-type": "application/json", "x-haproxy-mcp-ui": "1" },
      body: JSON.stringify({ arguments: { domain: "${NAMES.shop}", slot: 1, state: "drain" } }),
    }).then((response) => response.text())`,
  );
  expect(refused).toContain("NOT_ALLOWED");
});

it("a dialog stays about what was asked, whatever changes meanwhile", async ({ expect }) => {
  const domain = "meanwhile.example.test";
  const [one, other] = [await world().application("one"), await world().application("other")];
  await world().agent("add_domain", { domain, ...one.address });
  const { page, row } = await openServer(domain, "one");
  await row.getByRole("button", { name: "change it" }).click();
  const dialog = dialogOf(page);
  const plan = dialog.getByRole("list", { name: "What will happen" });
  const confirm = dialog.getByRole("button", { name: "Set the weight" });
  await plan.or(dialog.getByText("Nothing will change")).waitFor();

  // a plan of other arguments confirms nothing
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/ui/call/*", (route) => held.then(() => route.continue()));
  await dialog.getByLabel("Weight").fill("7");
  await page.keyboard.press("Enter");
  expect(await confirm.getAttribute("aria-disabled")).toBe("true");
  release();
  await plan.getByText(/\b7\b/).waitFor();
  await expect.poll(() => confirm.getAttribute("aria-disabled")).toBe("false");

  // another server in the same slot is not what was asked about
  await world().agent("remove_server", { domain, slot: 1 });
  await world().agent("add_server", { domain, slot: 1, ...other.address });
  await dialog.getByText(`Its slot has ${other.address.ip}:${other.address.http_port} now`).waitFor();
  expect(await confirm.count()).toBe(0);
});
