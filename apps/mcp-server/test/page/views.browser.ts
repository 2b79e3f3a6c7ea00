// The views of MCP Apps in a host emulator: real Chromium, the host half of the protocol's SDK, and a real server in front of a real HAProxy.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { RESOURCE_MIME_TYPE } from "@modelcontextprotocol/ext-apps/app-bridge";
import { EXTENSION_ID } from "@modelcontextprotocol/ext-apps/server";
import { describe, expect, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { NAMES, startSite } from "./support/site.js";
import { TOKENS, type TokenName } from "./support/tokens.js";
import { showInHost } from "./support/view-host.js";
import { frameViolationsOf } from "./support/violations.js";
import { screenshot } from "./support/visit.js";

const SHOWS = { extensions: { [EXTENSION_ID]: { mimeTypes: [RESOURCE_MIME_TYPE] } } };

const browser = launched();
const site = shared(() => startSite());

async function open(as: TokenName) {
  const client = new Client({ name: "emulator", version: "1" }, { capabilities: SHOWS });
  const headers = { authorization: `Bearer ${TOKENS[as].secret}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL("/mcp", site().origin), { requestInit: { headers } }),
  );
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

describe.each(["light", "dark"] as const)("in the theme %s, no view breaks a rule of WCAG 2.2", (theme) => {
  it.each([
    ["haproxy_health", {}],
    ["haproxy_domain_health", { domain: NAMES.api }],
    ["haproxy_list_certs", {}],
  ])("%s", async (tool, given) => {
    await using host = await open("admin");
    const { page, frame, theme: change, height } = await showInHost(browser(), host.client, tool, given);
    await frame.locator("h1").waitFor();

    await change(theme);
    await expect
      .poll(() => frame.evaluate("getComputedStyle(document.documentElement).colorScheme"))
      .toBe(theme);

    await expect.poll(height).toBeGreaterThan(100);
    await screenshot(page, `view-${tool}-${theme}`);
    expect(await frameViolationsOf(frame)).toEqual([]);
  });
});

it("an overview names what is wrong, and shows every domain on demand, the worst first", async () => {
  await using host = await open("read");
  const { frame, calls } = await showInHost(browser(), host.client, "haproxy_health");

  await frame.getByRole("heading", { name: "1 domain is down" }).waitFor();
  await frame.getByText("pay.example.test", { exact: false }).first().waitFor();
  expect(calls).toEqual([]);
  await frame.getByRole("button", { name: "Show the domains" }).click();
  await frame.getByRole("table", { name: "Domains" }).waitFor();

  const names = await frame.locator("tbody tr td:first-child strong").allTextContents();
  expect(names.slice(0, 2)).toEqual([NAMES.pay, NAMES.api]);
  expect(names).toHaveLength(4);
  expect(calls.map(({ name }) => name)).toEqual(["haproxy_get_server_health"]);
});

it("a server is drained after its plan was shown, the change is reported to the model, and the view shows what HAProxy reports", async () => {
  await using host = await open("operate");
  const { frame, calls, reported } = await showInHost(browser(), host.client, "haproxy_domain_health", {
    domain: NAMES.shop,
  });
  const { ip, port } = await site().application("shop-b");
  const row = frame.getByRole("row").filter({ hasText: `${ip}:${port}` });

  await row.getByRole("button", { name: /^Drain/ }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByText("1 of 2 servers then takes the requests.").waitFor();
  await dialog.getByText(/change pool_\d+_2 from /).waitFor();
  await dialog.getByRole("button", { name: "Drain" }).click();
  await row.getByText("DRAIN", { exact: true }).waitFor();

  expect(calls.map(({ name, arguments: given }) => [name, given?.["dry_run"]])).toEqual([
    ["haproxy_set_server_state", true],
    ["haproxy_set_server_state", undefined],
    ["haproxy_domain_health", undefined],
  ]);
  expect(reported).toMatchObject([{ content: [{ type: "text", text: expect.stringContaining("drain") }] }]);
  await row.getByRole("button", { name: /^Put into service/ }).click();
  await dialog.getByText(/change pool_\d+_2 from /).waitFor();
  await dialog.getByRole("button", { name: "Put into service" }).click();
  await row.getByText(/^(?:UP|CHECKING)$/).waitFor();
});

it("the last server is drained only after the domain was typed", async () => {
  await using host = await open("operate");
  const { frame, calls } = await showInHost(browser(), host.client, "haproxy_domain_health", {
    domain: NAMES.mail,
  });

  await frame.getByRole("button", { name: /^Drain/ }).click();
  const dialog = frame.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Drain" });
  await dialog.getByText(/change pool_\d+_1 from /).waitFor();
  expect(await confirm.getAttribute("aria-disabled")).toBe("true");
  await confirm.click({ force: true });
  await dialog.getByRole("textbox").fill(NAMES.mail);
  await expect.poll(() => confirm.getAttribute("aria-disabled")).toBe("false");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  expect(calls.filter(({ arguments: given }) => given?.["dry_run"] !== true)).toEqual([]);
});

it("a caller with the role read is refused by the server, in words", async () => {
  await using host = await open("read");
  const { frame } = await showInHost(browser(), host.client, "haproxy_domain_health", { domain: NAMES.shop });

  await frame
    .getByRole("button", { name: /^Drain/ })
    .first()
    .click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByText(/change pool_/).waitFor();
  await dialog.getByRole("button", { name: "Drain" }).click();

  await dialog.getByText(/^NOT_ALLOWED: .*needs the role operate/).waitFor();
});

it("certificates begin with the one that has expired", async () => {
  await using host = await open("read");
  const { frame } = await showInHost(browser(), host.client, "haproxy_list_certs");
  await frame.getByRole("table").waitFor();

  const names = await frame.locator("tbody tr td:first-child strong").allTextContents();
  expect(names.slice(0, 2)).toEqual([NAMES.mail, NAMES.api]);
});

it("a view is as high as what is in it, refreshes through the host, and goes when the host takes it away", async () => {
  await using host = await open("read");
  const { frame, calls, height, end } = await showInHost(browser(), host.client, "haproxy_domain_health", {
    domain: NAMES.shop,
  });
  await frame.getByRole("table").waitFor();

  const content = () => frame.evaluate("document.documentElement.getBoundingClientRect().height");
  await expect.poll(async () => Math.abs((await height()) - Number(await content())) < 2).toBe(true);
  await frame.getByRole("button", { name: "Refresh" }).click();
  await expect
    .poll(() => calls)
    .toEqual([{ name: "haproxy_domain_health", arguments: { domain: NAMES.shop } }]);

  expect(await end()).toEqual({});
  expect(await frame.locator("main").count()).toBe(0);
});
