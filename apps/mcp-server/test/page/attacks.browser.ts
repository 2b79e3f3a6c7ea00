// The attacks that a browser lends itself to; those over plain HTTP are in test/page/*.test.ts.
import type { BrowserContext } from "playwright-core";
import { describe, expect, it } from "vitest";
import { shared } from "../support/shared.js";
import { launched } from "./support/chromium.js";
import { startForeignPage } from "./support/foreign-page.js";
import { frame, postForm, tryFetch, tryStream } from "./support/in-foreign-page.js";
import { TOKENS } from "./support/tokens.js";
import { visit } from "./support/visit.js";
import { startWorld } from "./support/world.js";

const NAME = "victim.example.test";

const browser = launched();
const foreign = shared(startForeignPage);
// loopback is a stranger, as for a server that others reach
const world = shared(() => startWorld({ settings: { MCP_TRUSTED_NETWORKS: "100.64.0.0/10" } }));

/** Of another site, which gets no cookie of ours, and of another port of our host, whose requests have it. */
const FOREIGN_HOSTS = ["attacker.example.test", "127.0.0.1"];

/** A page of another site, in a browser that is signed in to ours as an administrator. */
async function openForeign(host: string) {
  const own = await visit(browser(), world(), "/ui/", { as: "admin" });
  await own.page.getByRole("heading", { level: 1 }).first().waitFor();
  const page = await own.context.newPage();
  await page.goto(`http://${host}:${foreign().port}/`);
  return { own, page };
}

const state = async () => [
  await world().file("domains.map"),
  (await world().history()).map(({ id }) => id).join(),
];

const CALL = { arguments: { domain: NAME, ip: "127.0.0.1", http_port: 8080 } };
const headersOf = (type: string) => ({ "content-type": type, "x-haproxy-mcp-ui": "1" });

describe.each(FOREIGN_HOSTS)("a page of http://%s", (host) => {
  it("can't frame the page", async () => {
    const { page } = await openForeign(host);

    await page.evaluate(frame, `${world().origin}/ui/`);

    const [, framed] = page.frames();
    await expect.poll(() => framed?.evaluate("location.href")).toMatch(/^chrome-error:/);
  });

  it("can't send a form, fetch or follow the stream", async () => {
    const { page } = await openForeign(host);
    const { origin } = world();
    const before = await state();
    const url = `${origin}/ui/call/haproxy_add_domain`;
    const statuses: number[] = [];
    page.on("response", (response) => statuses.push(response.status()));

    const posted = page.waitForResponse(url);
    await page.evaluate(postForm, {
      action: url,
      name: `{"arguments":${JSON.stringify(CALL.arguments)},"reason":"`,
      value: '"}',
    });
    await posted;
    const simple = {
      method: "POST",
      mode: "no-cors",
      body: JSON.stringify(CALL),
      headers: { "content-type": "text/plain" },
    };
    const plain = await page.evaluate(tryFetch, { url, options: simple });
    const full = { method: "POST", body: JSON.stringify(CALL), headers: headersOf("application/json") };
    const withHeaders = await page.evaluate(tryFetch, { url, options: full });
    const session = await page.evaluate(tryFetch, { url: `${origin}/ui/session`, options: {} });
    const stream = await page.evaluate(tryStream, `${origin}/ui/events`);

    expect({ plain, withHeaders, session, stream }).toEqual({
      plain: "refused",
      withHeaders: "refused",
      session: "refused",
      stream: "refused",
    });
    expect(statuses.filter((status) => status < 400 && status !== 204)).toEqual([]);
    expect(await state()).toEqual(before);
  });
});

it("a name that leads to this machine, but is not allowed, gets nothing (DNS rebinding)", async () => {
  await using context = await browser().newContext();
  const page = await context.newPage();

  const response = await page.goto(`${world().origin.replace("127.0.0.1", "rebound.example.test")}/ui/`);

  expect(response?.status()).toBe(403);
});

it("the cookie is no key to /mcp, nor a token to the page", async () => {
  const { context } = await visit(browser(), world(), "/ui/", { as: "admin" });
  const { origin } = world();
  const cookie = await cookieOf(context);
  const own = { origin, "content-type": "application/json", accept: "application/json, text/event-stream" };
  const initialize = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } },
  };
  const mcp = await fetch(`${origin}/mcp`, {
    method: "POST",
    headers: { ...own, cookie },
    body: JSON.stringify(initialize),
  });
  const page = await fetch(`${origin}/ui/call/haproxy_list_domains`, {
    method: "POST",
    headers: { ...own, "x-haproxy-mcp-ui": "1", authorization: `Bearer ${TOKENS.admin.secret}` },
    body: JSON.stringify({ arguments: {} }),
  });

  expect([mcp.status, page.status]).toEqual([401, 401]);
});

it("scripts can't read the cookie, and it is not sent outside /ui", async () => {
  const { page, context } = await visit(browser(), world(), "/ui/", { as: "admin" });
  const [cookie] = await context.cookies();

  expect(await page.evaluate("document.cookie")).toBe("");
  expect(cookie).toMatchObject({ path: "/ui", httpOnly: true, sameSite: "Strict" });
});

it("a cookie that was signed out is worth nothing", async () => {
  const { page, context } = await visit(browser(), world(), "/ui/", { as: "admin" });
  const { origin } = world();
  const cookie = await cookieOf(context);
  const call = () =>
    fetch(`${origin}/ui/call/haproxy_list_domains`, {
      method: "POST",
      headers: { origin, cookie, "content-type": "application/json", "x-haproxy-mcp-ui": "1" },
      body: JSON.stringify({ arguments: {} }),
    });
  const before = (await call()).status;

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token").waitFor();

  expect([before, (await call()).status]).toEqual([200, 401]);
  expect(await context.cookies()).toEqual([]);
});

async function cookieOf(context: BrowserContext): Promise<string> {
  const [cookie] = await context.cookies();
  return `${cookie?.name}=${cookie?.value}`;
}
