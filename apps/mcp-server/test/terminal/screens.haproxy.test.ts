import { access } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { atFullSize, request, startBackend, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { stateOf } from "../attacks/state-of.js";
import { settingsFor, startPools } from "../support/program.js";
import { run } from "../support/run.js";
import { shared } from "../support/shared.js";
import { openSessions } from "./session.js";
import { openTerminal } from "./terminal.js";

const SHOP = "checkout.international-orders.shop.example.com";
/** Between two requests of a visitor. */
const PACE_MS = 50;
const FIELDS = "slot,address,weight,state";

/** An HAProxy with a domain, and a terminal beside it. */
const machine = shared(async () => {
  const haproxy = await startPools();
  const backend = await startBackend({ name: "one" });
  const settings = await settingsFor(haproxy);
  const terminal = await openTerminal(settings);
  const added = await terminal.run(`haproxy-mcp domains add ${SHOP} 127.0.0.1:8081 127.0.0.1:8082 --quiet`);
  expect(added).toEqual({ code: 0, text: "" });
  await terminal.run(`haproxy-mcp servers maint ${SHOP} 2 --quiet`);
  return {
    haproxy,
    backend,
    settings,
    terminal,
    async [Symbol.asyncDispose]() {
      for (const one of [terminal, backend, haproxy]) await one[Symbol.asyncDispose]();
    },
  };
});

it("fits 80 and 200 columns", async () => {
  const { terminal } = machine();
  const narrow = await terminal.run("haproxy-mcp domains list");
  const refused = await terminal.run("haproxy-mcp domains show shop.example.com");
  await terminal.resize(200);
  const wide = await terminal.run("haproxy-mcp domains list");
  await terminal.resize(80);

  expect([narrow.text, refused, wide.text]).toMatchInlineSnapshot(`
    [
      "DOMAIN                                          POOL    SERVERS
    checkout.international-orders.shop.example.com  pool_1  127.0.0.1:8081, 127.0.0…",
      {
        "code": 3,
        "text": "DOMAIN_NOT_FOUND: shop.example.com was not found. Nothing was changed. See
    haproxy-mcp domains list --include-wildcards.",
      },
      "DOMAIN                                          POOL    SERVERS
    checkout.international-orders.shop.example.com  pool_1  127.0.0.1:8081, 127.0.0.1:8082",
    ]
  `);
});

it.each(atFullSize([40, 80, 200], [80]))(
  "breaks no line of a list at %i columns",
  { timeout: 60_000 },
  async (columns) => {
    const { terminal } = machine();
    const lists = atFullSize(
      [
        ...["domains list", `domains show ${SHOP}`, `servers list ${SHOP}`, "servers find", "certs list"],
        ...["history", "token list", "stats domains", "stats servers", "stats backends", "stats frontends"],
        ...["top --once", `top ${SHOP} --once`, "watch --once", "health", "doctor", "servers list", "help"],
      ],
      ["stats domains"],
    );
    await terminal.resize(columns);
    for (const list of lists) {
      await terminal.run(`clear; haproxy-mcp ${list}`);
      expect(await terminal.brokenLines(), list).toEqual([]);
    }
    await terminal.resize(80);
  },
);

it("shows states as shape and word, with colours only where they are wanted", async () => {
  const { terminal } = machine();
  const list = `haproxy-mcp servers list ${SHOP} --fields ${FIELDS}`;
  const plain = await terminal.run(`clear; NO_COLOR=1 ${list}`);
  const uncoloured = await terminal.withColours();
  const shown = await terminal.run(`clear; ${list}`);
  const coloured = await terminal.withColours();
  const piped = await terminal.run(`${list} | cat`);

  expect(shown).toEqual(plain);
  expect(uncoloured).not.toContain("\u001b[");
  expect(coloured).toContain("\u001b[90m○ maint");
  expect([plain.text, piped.text]).toMatchInlineSnapshot(`
    [
      "SLOT  ADDRESS         WEIGHT  STATE
    1     127.0.0.1:8081  1       ● ready
    2     127.0.0.1:8082  1       ○ maint",
      "SLOT  ADDRESS         WEIGHT  STATE
    1     127.0.0.1:8081  1       ready
    2     127.0.0.1:8082  1       maint",
    ]
  `);
});

it("ends quietly when its reader has gone", async () => {
  const { terminal } = machine();
  const list = "haproxy-mcp domains list";
  expect(await terminal.run(`(set -o pipefail; ${list} | true) && ${list} | head -1`)).toEqual({
    code: 0,
    text: expect.stringMatching(/^DOMAIN +POOL +SERVERS$/),
  });
});

it.each([
  ["a confirmation", `domains remove ${SHOP}`, /\[y\/N\] ?$/],
  ["a replacement", `servers replace ${SHOP} 127.0.0.1:1 --slot 1 --yes`, /healthy/],
])("Ctrl-C in %s changes nothing", async (_what, command, shown) => {
  const { terminal, haproxy } = machine();
  const before = await stateOf(haproxy);
  await terminal.type(`haproxy-mcp ${command}`);
  await terminal.shows(shown);

  await terminal.press("C-c");

  const { code, text } = await terminal.ended();
  expect(code).toBe(1);
  expect(text).toMatch(/Nothing was changed\.|files and HAProxy are as before\./);
  expect(await stateOf(haproxy)).toEqual(before);
});

it("asks twice for a new passphrase, shows none of it, and writes nothing if they differ", async () => {
  const { terminal } = machine();
  await terminal.type("haproxy-mcp export --certificates -o sealed.json");
  await terminal.shows(/certificates: ?$/);
  await terminal.press("correct-horse-battery");
  await terminal.press("Enter");
  await terminal.shows(/Again: ?$/);
  await terminal.press("correct-horse-batterx");

  await terminal.press("Enter");

  expect(await terminal.ended()).toEqual({
    code: 2,
    text: "Passphrase of the certificates:\nAgain:\nthe two passphrases differ. Nothing was written.",
  });
  await expect(access(join(terminal.dir, "sealed.json"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("rolls back a replacement whose terminal is closed", async () => {
  const { haproxy } = machine();
  const before = await stateOf(haproxy);
  const terminal = await openTerminal(await settingsFor(haproxy));
  await terminal.type(`haproxy-mcp servers replace ${SHOP} 127.0.0.1:1 --slot 1 --yes`);
  await terminal.shows(/not healthy yet/);
  expect(await stateOf(haproxy)).not.toEqual(before);

  await terminal[Symbol.asyncDispose]();

  await until("as before", 15_000, async () => isDeepStrictEqual(await stateOf(haproxy), before));
});

it("refreshes traffic and a drain in place, and leaves the screen as it was", {
  timeout: 60_000,
}, async () => {
  const { terminal, haproxy, backend, settings } = machine();
  const name = "busy.example.com";
  const command = (line: string) => run(line.split(" "), settings);
  await command(`domains add ${name} 127.0.0.1:${backend.port}`);
  await command(`servers wait-healthy ${name}`);
  /** The screen, without what scrolled out of it, and with values of this run replaced. */
  const plain = (text: string) =>
    text
      .slice(text.search(/^\d\d:\d\d:\d\dZ /m))
      .replace(/^\S+ +HAProxy .*/, "15:00:54Z  HAProxy 3.2.0, 0 connections")
      .replace(/^checkout.*\n/m, "")
      .replaceAll(/ {2,}/g, "  ")
      .replace(/(?<=1 of 1 {2})[\d.]+ {2}0 {2}\d+ {2}\d+/, "4  0  5  0")
      .replaceAll(/\n{3,}/g, "\n\n");

  await terminal.type("haproxy-mcp top --interval 1s");
  await terminal.shows(/^q quit/m);
  await terminal.press("n");
  const stopped = new AbortController();
  const visitor = visit(haproxy, name, stopped.signal);
  const traffic = await terminal.shows(/^busy\.\S+ +\S+ \S+ +1 of 1 +[1-9]/m);
  stopped.abort();
  await visitor;
  await terminal.press("q");
  const left = await terminal.ended();

  await using held = await openSessions(haproxy, name, [backend]);
  await terminal.type("haproxy-mcp watch --interval 1s");
  await terminal.shows(/Nothing has happened yet\.\n+q quit$/);
  await command(`servers drain ${name} 1 --reason update`);
  await terminal.shows(/done +set_server_state/);
  const draining = await terminal.shows(/was UP, 1 session left/);
  await held[Symbol.asyncDispose]();
  await terminal.shows(/drained █{10}/);
  await terminal.press("C-c");

  expect([left, await terminal.ended()]).toEqual([
    { code: 0, text: "" },
    { code: 0, text: "" },
  ]);
  expect(plain(traffic)).toMatchInlineSnapshot(`
    "15:00:54Z  HAProxy 3.2.0, 0 connections
    DOMAIN  HEALTH  UP  REQ/S  5XX%  MS  SESSIONS
    busy.example.com  ● healthy  1 of 1  4  0  5  0

    q quit · sort by h health, r requests, e 5xx, t time (ms), s sessions, n name"
  `);
  expect(draining).toMatch(/^\d\d:\d\d:\d\dZ {2}3 servers: .*1 DRAIN/m);
  expect(draining).toMatch(/^◐ DRAIN {2}busy\.example\.com +1 +127\.0\.0\.1:\d+ +1 session left ░+…?$/m);
  expect(draining).toMatch(
    /^\d\d:\d\d:\d\dZ {2}● done +set_server_state busy\.example\.com +by local:\w+, update$/m,
  );
});

it("Ctrl-C in the wait for sessions leaves the server drained, and says so", async () => {
  const { terminal, haproxy, backend } = machine();
  await terminal.run(`haproxy-mcp domains add held.example.com 127.0.0.1:${backend.port} --quiet`);
  await using _held = await openSessions(haproxy, "held.example.com", [backend]);
  await terminal.type("haproxy-mcp servers drain held.example.com 1 --wait 60s");
  await terminal.shows(/\d of 60 s {2}1 session left$/);

  await terminal.press("C-c");

  expect(await terminal.ended()).toEqual({
    code: 5,
    text: expect.stringMatching(/\nStopped waiting\. The change above is made, and stays\.$/),
  });
  expect((await stateOf(haproxy)).join("\n")).toContain('"state": "drain"');
});

/** A request after the other, until it is stopped. */
async function visit({ httpSocket }: TestHaproxy, host: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await request({ socketPath: httpSocket }, { host, path: "/" });
    await sleep(PACE_MS);
  }
}
