// Point 6: certificates as HAProxy serves them, issued, renewed and deleted.
import { once } from "node:events";
import { connect } from "node:tls";
import type { Page } from "playwright-core";
import { describe, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { HANDS } from "./support/hands.js";
import { NAMES, startSite } from "./support/site.js";
import { violationsOf } from "./support/violations.js";
import { visit } from "./support/visit.js";

const browser = launched();
const world = shared(() => startSite({ withCa: true }));

const rowOf = (page: Page, name: string) =>
  page.getByRole("table", { name: "Certificates" }).getByRole("row").filter({ hasText: name });

/** Serial number of the certificate that a client gets. */
async function served(servername: string): Promise<string> {
  const socket = connect({
    host: "127.0.0.1",
    port: world().httpsPort,
    servername,
    rejectUnauthorized: false,
  });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(5_000) });
    return socket.getPeerCertificate().serialNumber;
  } finally {
    socket.destroy();
  }
}

describe.each(HANDS)("$name", (hands) => {
  it("issues, renews and deletes a certificate, which HAProxy serves at once", async ({ expect }) => {
    const name = NAMES.pay;
    const { page } = await visit(browser(), world(), "/ui/", { as: "admin" });
    await hands.press(page.getByRole("link", { name: "Certificates" }));
    const before = await served(name);

    await hands.write(page.getByLabel("Domain", { exact: true }), name);
    await hands.choose(page.getByLabel("Also the wildcard"), "no");
    await hands.press(page.getByRole("button", { name: "Show the plan" }));
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("list", { name: "What will happen" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await hands.press(dialog.getByRole("button", { name: "Issue", exact: true }));
    await dialog.waitFor({ state: "hidden" });
    const row = rowOf(page, name);
    await row.getByText(/^(?:89|90) d$/).waitFor();
    const issued = await served(name);
    expect(issued).not.toBe(before);

    await hands.press(row.getByRole("button", { name: "Renew" }));
    await hands.press(dialog.getByRole("button", { name: "Renew", exact: true }));
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => served(name)).not.toBe(issued);

    await hands.press(row.getByRole("button", { name: "Delete" }));
    await hands.write(dialog.getByLabel(/^Users lose service/), name);
    await hands.press(dialog.getByRole("button", { name: "Delete", exact: true }));
    await dialog.waitFor({ state: "hidden" });
    await row.waitFor({ state: "detached" });
    expect(await served(name)).toBe(before);
    await expect
      .poll(async () =>
        (await world().history()).slice(0, 3).map(({ way, operation }) => `${way} ${operation}`),
      )
      .toEqual(["page delete_cert", "page renew_cert", "page issue_cert"]);
  });
});

it("shows names, days left, who renews, and whether the file is what HAProxy serves", async ({ expect }) => {
  const { page } = await visit(browser(), world(), "/ui/certificates", { as: "read" });
  await rowOf(page, NAMES.shop).waitFor();

  expect(await rowOf(page, NAMES.shop).textContent()).toMatch(/www\.shop\.example\.test.*64 d.*yes/s);
  expect(await rowOf(page, NAMES.mail).textContent()).toMatch(/expired/);
  expect(await page.getByText("needs the role admin").first().isVisible()).toBe(true);
  expect(await page.getByRole("button", { name: /^(?:Show the plan|Renew |Delete )/ }).count()).toBe(0);
});

it("a failed issue says why, in the words of the CA, and changes nothing", async ({ expect }) => {
  const { page } = await visit(browser(), world(), "/ui/certificates", { as: "admin" });
  await page.getByLabel("Domain", { exact: true }).fill(NAMES.api);
  await page.getByLabel("Also the wildcard").selectOption({ label: "yes" });

  await page.getByRole("button", { name: "Show the plan" }).click();

  await page.getByRole("dialog").getByRole("alert").waitFor(); // http-01 has no wildcards
  expect(await page.getByRole("dialog").getByRole("alert").textContent()).toMatch(/wildcard/i);
});
