// Point 4: a domain in one form, live in under a second.
import { request } from "@haproxy-mcp/test-haproxy";
import { describe, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { HANDS } from "./support/hands.js";
import { violationsOf } from "./support/violations.js";
import { visit } from "./support/visit.js";
import { startWorld } from "./support/world.js";

const browser = launched();
const world = shared(() => startWorld({ withCa: true }));

describe.each(HANDS)("$name", (hands) => {
  const prefix = hands.name.replace("by ", "");

  it("adds a domain with servers and another name, tests what it can reach, and shows it live", async ({
    expect,
  }) => {
    const domain = `${prefix}.example.test`;
    const application = await world().application(prefix);
    const endpoint = `${application.ip}:${application.port}`;
    const { page } = await visit(browser(), world(), "/ui/", { as: "operate" });
    await hands.press(page.getByRole("link", { name: "Add a domain" }).first());

    await hands.write(page.getByLabel("Name", { exact: true }), domain);
    await hands.write(page.getByLabel("Server 1"), "127.0.0.1:9");
    await hands.press(page.getByRole("button", { name: "One more server" }));
    await page.getByText("not reachable from here").waitFor();
    await hands.write(page.getByLabel("Server 1"), endpoint);
    await hands.write(page.getByLabel("More names"), `www.${domain}`);
    await page.getByText(/(?<!not )reachable from here in/).waitFor();
    await hands.write(page.getByLabel("Reason"), `opened ${hands.name}`);
    expect(await violationsOf(page)).toEqual([]);
    expect(await world().file("domains.map")).not.toContain(domain);
    await hands.press(page.getByRole("button", { name: "Add the domain" }));

    const said = page.getByRole("status").filter({ hasText: "Live" });
    await said.filter({ hasText: "after you pressed the button" }).waitFor();
    for (const host of [domain, `www.${domain}`])
      expect(await request({ port: world().httpPort }, { host })).toMatchObject({
        status: 200,
        body: prefix,
      });
    expect(await world().file("domains.map")).toContain(`www.${domain} pool_`);
    expect((await world().history())[0]).toMatchObject({
      caller: "operate",
      way: "page",
      operation: "add_domain",
      reason: `opened ${hands.name}`,
    });
    await hands.press(page.getByRole("link", { name: `Open ${domain}` }));
    await page.getByRole("heading", { level: 1, name: domain }).waitFor();
    await page.getByRole("row").filter({ hasText: endpoint }).getByText("UP", { exact: true }).waitFor();
  });

  it("says what is wrong with a name, beside its field, and changes nothing", async ({ expect }) => {
    const { page } = await visit(browser(), world(), "/ui/add", { as: "operate" });
    const before = await world().history();
    const name = page.getByLabel("Name", { exact: true });

    await hands.write(name, "not a name");
    await hands.press(page.getByRole("button", { name: "Add the domain" }));

    await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true");
    await expect
      .poll(async () => page.locator(`#${await name.getAttribute("aria-describedby")}`).textContent())
      .toMatch(/domain/i);
    expect(await violationsOf(page)).toEqual([]);
    expect(await world().history()).toEqual(before);
  });

  it("issues its certificate, too", async ({ expect }) => {
    const domain = `secure-${prefix}.example.test`;
    const { address } = await world().application(prefix);
    const { page } = await visit(browser(), world(), "/ui/add", { as: "admin" });

    await hands.write(page.getByLabel("Name", { exact: true }), domain);
    await hands.write(page.getByLabel("Server 1"), `${address.ip}:${address.http_port}`);
    await hands.check(page.getByRole("checkbox", { name: "Then issue a certificate" }));
    await hands.press(page.getByRole("button", { name: "Add the domain" }));

    await page.getByText(/Live/).first().waitFor();
    await expect
      .poll(() =>
        world()
          .file(`certs/${domain}.pem`)
          .catch(() => ""),
      )
      .toContain("BEGIN CERTIFICATE");
    await page
      .getByRole("region", { name: "Certificate" })
      .getByRole("status")
      .filter({ hasText: domain })
      .waitFor();
    await expect
      .poll(async () => (await world().history())[0])
      .toMatchObject({ operation: "issue_cert", way: "page", result: "done" });
  });
});

it("the row of a new domain shows in under a second of a machine with time to spare", async ({ expect }) => {
  const { page } = await visit(browser(), world(), "/ui/add", { as: "operate" });
  const took: number[] = [];
  for (let i = 0; i < 5; i++) {
    await page.getByLabel("Name", { exact: true }).fill(`quick-${i}.example.test`);
    await page.getByRole("button", { name: "Add the domain" }).click();
    const text = await page.getByText("after you pressed the button").textContent();
    const [, value, unit] = /([\d.]+) (ms|s) after/.exec(text ?? "") ?? [];
    took.push(Number(value) * (unit === "s" ? 1_000 : 1));
    await page.getByRole("button", { name: "Add another" }).click();
  }

  expect(Math.min(...took)).toBeLessThan(1_000);
});

it("a reader sees why there is no form", async () => {
  const { page } = await visit(browser(), world(), "/ui/add", { as: "read" });

  await page.getByText("That needs the role operate; yours is read.").waitFor();
});
