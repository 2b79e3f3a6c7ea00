import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { localCaller } from "../../src/access/caller.js";
import { startWithCertificates } from "../support/certificates.js";
import { settingsFor, startPools } from "../support/program.js";
import { openSessions } from "./session.js";
import { openTerminal, type Terminal } from "./terminal.js";

const SHOP = "shop.example.test";

it("does a day's work by command line alone", { timeout: 120_000 }, async () => {
  await using at = await startWithCertificates({}, { check: "check inter 200ms" });
  await using one = await startBackend({ name: "one" });
  await using two = await startBackend({ name: "two" });
  await using three = await startBackend({ name: "three" });
  const settings = { ...(await settingsFor(at.haproxy)), ...at.settings };
  await using terminal = await openTerminal(settings);
  const addressOf = ({ ip, port }: typeof one) => `${ip}:${port}`;
  /** Values of this run, in values of the same width. */
  const plain = (text: string) =>
    [one, two, three]
      .reduce((shown, { port }, at) => shown.replaceAll(String(port), String(at + 1).repeat(5)), text)
      .replaceAll(localCaller("command line").name, "local:root")
      .replaceAll(/\d{8}T\d{6}Z-[\da-f]{8}/g, "20261126T150054Z-3fa9c1d2")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-26T15:00:54.000Z")
      .replaceAll(/after [\d.]+ s/g, "after 0.3 s")
      .replaceAll(/Pebble Intermediate CA \w{6}/g, "Pebble Intermediate CA 3fa9c1");
  /** Types a command that must succeed. */
  const command = async (line: string, at: Terminal = terminal) => {
    const { code, text } = await at.run(`haproxy-mcp ${line}`);
    expect(code, text).toBe(0);
    return plain(text);
  };

  const added = await command(
    `domains add ${SHOP} ${addressOf(one)} ${addressOf(two)} --reason 'the new shop'`,
  );
  expect(added).toMatchInlineSnapshot(`
    "Added shop.example.test on pool_1: slot 1 127.0.0.1:11111, slot 2
    127.0.0.1:22222
    No certificate of the folder covers shop.example.test: unless HAProxy has
    another, browsers show an error page over HTTPS. Next, run haproxy-mcp certs
    issue for shop.example.test"
  `);
  await command(`servers wait-healthy ${SHOP} --quiet`);

  const session = await openSessions(at.haproxy, SHOP, [one, two]);
  await terminal.type(`haproxy-mcp servers drain ${SHOP} 1 --wait 60s`);
  await terminal.shows(/\d of 60 s {2}1 session left$/);
  await session[Symbol.asyncDispose]();
  const drained = await terminal.ended();
  expect([drained.code, plain(drained.text)]).toMatchInlineSnapshot(`
    [
      0,
      "shop.example.test slot 1 127.0.0.1:11111 is set to drain (before: ready); 1
    session left, see haproxy-mcp servers wait-drained
    shop.example.test has no sessions left, after 0.3 s",
    ]
  `);

  await terminal.type(`haproxy-mcp servers replace ${SHOP} ${addressOf(three)} --slot 1`);
  await terminal.shows(/\[y\/N\]$/);
  await terminal.press("y");
  await terminal.press("Enter");
  const replaced = await terminal.ended();
  expect([replaced.code, plain(replaced.text)]).toMatchInlineSnapshot(`
    [
      0,
      "Replace the servers of shop.example.test in slot 1, and remove them? [y/N] y
    Replaced servers of shop.example.test on pool_1
    added: slot 3 127.0.0.1:33333
    removed: slot 1 127.0.0.1:11111 draining",
    ]
  `);

  await terminal.type(`ACME_DNS_WAIT=60 haproxy-mcp certs issue ${SHOP}`);
  await terminal.shows(/dns/);
  await terminal.press("C-c");
  const stopped = await terminal.ended();
  expect([stopped.code, plain(stopped.text)]).toMatchInlineSnapshot(`
    [
      1,
      "CANCELLED: cancelled by the caller. HAProxy keeps serving the same certificates.
    The next try resumes the order.",
    ]
  `);
  expect(await readdir(at.certsDir)).toEqual(["00-default.pem"]);
  expect(at.cloudflare.records.size).toBe(0);
  expect(await command(`certs issue ${SHOP}`)).toMatchInlineSnapshot(`
    "Issued shop.example.test (*.shop.example.test): valid, 89 days left, from
    CN=Pebble Intermediate CA 3fa9c1, next renewal 2026-11-26T15:00:54.000Z, served
    Served with no reload; verified by a TLS handshake"
  `);
  expect(await command("certs list")).toMatchInlineSnapshot(`
    "NAME               STATE    SERVED  DAYS LEFT  NAMES             ISSUER
    shop.example.test  ● valid  yes     89         shop.example.te…  CN=Pebble Inte…"
  `);

  const history = "history --fields change,operation,result,domains,reason";
  expect(await command(history)).toMatchInlineSnapshot(`
    "CHANGE                     OPERATION       RESULT    DOMAINS        REASON
    20261126T150054Z-3fa9c1d2  issue_cert      ● done    shop.example…  -
    20261126T150054Z-3fa9c1d2  issue_cert      ✖ failed  shop.example…  -
    20261126T150054Z-3fa9c1d2  replace_serve…  ● done    shop.example…  -
    20261126T150054Z-3fa9c1d2  set_server_st…  ● done    shop.example…  -
    20261126T150054Z-3fa9c1d2  add_domain      ● done    shop.example…  the new shop"
  `);
  const all = await terminal.run("haproxy-mcp history");
  const [change = ""] = /^\S+(?=.* replace)/m.exec(all.text) ?? [];
  expect(await command(`undo ${change} --reason 'not yet'`)).toMatchInlineSnapshot(`
    "Undid replace_servers 20261126T150054Z-3fa9c1d2 of local:root, for
    shop.example.test; the undo is 20261126T150054Z-3fa9c1d2
    pool_1_1: empty → 127.0.0.1:11111 weight 1 draining
    pool_1_3: 127.0.0.1:33333 weight 1 ready → empty"
  `);

  await using empty = await startPools();
  await using wide = await openTerminal(await settingsFor(empty), 200);
  const file = join(terminal.dir, "day.json");
  expect(await command("export -o day.json")).toMatchInlineSnapshot(
    `"1 domain, 2 servers, 0 token names in day.json"`,
  );
  const differing = await wide.run(`haproxy-mcp diff ${file}`);
  expect([differing.code, plain(differing.text)]).toMatchInlineSnapshot(`
    [
      5,
      "DOMAIN             CHANGE  DETAILS
    shop.example.test  added   on pool_1, slot 1 127.0.0.1:11111 draining, slot 2 127.0.0.1:22222",
    ]
  `);
  expect(await command(`import ${file}`, wide)).toMatchInlineSnapshot(`
    "Imported: 1 domain added, 0 changed, 0 removed, 0 unchanged
    added: shop.example.test: on pool_1, slot 1 127.0.0.1:11111 draining, slot 2 127.0.0.1:22222"
  `);
  expect(await command(`diff ${file} && haproxy-mcp diff`, wide)).toMatchInlineSnapshot(`
    "0 differences
    0 differences; nothing was changed"
  `);
  await terminal.resize(200);
  const list = "domains list --wide";
  expect(await command(list, wide)).toBe(await command(list));
  expect(await command("certs list")).toMatchInlineSnapshot(`
    "NAME               STATE    SERVED  DAYS LEFT  NAMES                                   ISSUER
    shop.example.test  ● valid  yes     89         shop.example.test, *.shop.example.test  CN=Pebble Intermediate CA 3fa9c1"
  `);
  expect(await command(history)).toMatchInlineSnapshot(`
    "CHANGE                     OPERATION         RESULT    DOMAINS            REASON
    20261126T150054Z-3fa9c1d2  undo              ● done    shop.example.test  not yet
    20261126T150054Z-3fa9c1d2  issue_cert        ● done    shop.example.test  -
    20261126T150054Z-3fa9c1d2  issue_cert        ✖ failed  shop.example.test  -
    20261126T150054Z-3fa9c1d2  replace_servers   ● done    shop.example.test  -
    20261126T150054Z-3fa9c1d2  set_server_state  ● done    shop.example.test  -
    20261126T150054Z-3fa9c1d2  add_domain        ● done    shop.example.test  the new shop"
  `);
});
