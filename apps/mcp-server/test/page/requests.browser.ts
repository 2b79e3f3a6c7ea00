// Point 8: the last requests of a domain, filtered by status and client.
import { request } from "@haproxy-mcp/test-haproxy";
import { describe, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { HANDS } from "./support/hands.js";
import { visit } from "./support/visit.js";
import { startWorld } from "./support/world.js";

const SHOP = "shop.example.test";
const OTHER = "other.example.test";

const browser = launched();
const world = shared(async () => {
  const started = await startWorld();
  for (const domain of [SHOP, OTHER]) {
    const { address } = await started.application(domain);
    await started.agent("add_domain", { domain, ...address });
    await started.agent("wait_healthy", { domain });
  }
  return started;
});

const send = (host: string, path: string) => request({ port: world().httpPort }, { host, path });

describe.each(HANDS)("$name", (hands) => {
  it("requests appear as they come, and are filtered by status and client", async ({ expect }) => {
    const mark = hands.name.replace("by ", "");
    const { page } = await visit(browser(), world(), `/ui/d/${SHOP}`, { as: "read" });
    await hands.press(page.getByRole("link", { name: "Live requests" }));
    const table = page.getByRole("table");
    const rows = table.locator("tbody tr");

    await send(SHOP, `/${mark}/basket`);
    await send(OTHER, `/${mark}/not-here`);
    await table.getByText(`GET /${mark}/basket`).waitFor();
    (await world().application(SHOP)).respondWith(404);
    await send(SHOP, `/${mark}/missing`);
    await table.getByText(`GET /${mark}/missing`).waitFor();
    (await world().application(SHOP)).respondWith(200);
    expect(await table.getByText("not-here").count()).toBe(0);
    expect(await rows.first().textContent()).toMatch(/404.*127\.0\.0\.1/);

    await hands.choose(page.getByLabel("Status"), "4xx");
    await expect.poll(() => new URL(page.url()).search).toBe("?status=4");
    await expect
      .poll(async () => (await rows.allTextContents()).every((row) => row.includes("404")))
      .toBe(true);
    await hands.write(page.getByLabel("Client"), "203.0.113.9");
    await page.getByText(/passes the filter/).waitFor();
    await hands.write(page.getByLabel("Client"), "127.0.0");
    await table.getByText(`GET /${mark}/missing`).waitFor();
  });
});

it("shows at most the last 200", async ({ expect }) => {
  for (let i = 0; i < 230; i++) await send(OTHER, `/many/${i}`);
  const { page } = await visit(browser(), world(), `/ui/d/${OTHER}/requests`, { as: "read" });

  await page.getByRole("table").getByText("GET /many/229").waitFor();
  await expect.poll(() => page.getByRole("table").locator("tbody tr").count()).toBe(200);
});

it("text of a request is text", async ({ expect }) => {
  const path = "/<img%20src=x%20onerror=alert(1)><script>alert(2)</script>";
  const { page } = await visit(browser(), world(), `/ui/d/${SHOP}/requests`, { as: "read" });
  await send(SHOP, path);

  await page.getByRole("table").getByText(`GET ${path}`).waitFor();
  expect(await page.getByRole("table").locator("img, script").count()).toBe(0);
});
