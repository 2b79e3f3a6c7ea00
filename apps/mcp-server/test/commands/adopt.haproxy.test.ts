import { appendFile, chmod, readFile, readlink, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { haproxyBinary, request, startBackend, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { settingsFor } from "../support/program.js";
import { said } from "../support/said.js";

const SITE = "shop.example.test";

it("adopt shows what a site would lose, takes it over, and gives everything back", async () => {
  await using backend = await startBackend({ name: "shop" });
  await using haproxy = await startHaproxy({
    files: {
      "domains.map": "",
      "servers.json": "{}",
      "servers.state": "1\n",
      "503.http": "HTTP/1.0 503 No\r\n\r\n",
    },
    config: ({ httpSocket, runtimeSocket }) => `global
  default-path config
  stats socket ${runtimeSocket} mode 600 level admin
defaults
  mode http
  balance roundrobin
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend web
  bind unix@${httpSocket}
  errorfile 503 503.http
  use_backend shop if { hdr(host) -i ${SITE} www.${SITE} }
  use_backend shop if { hdr_reg(host) ^old }
backend shop
  cookie SRV insert
  server web1 ${backend.ip}:${backend.port} cookie web1 weight 3
  server web2 127.0.0.1:9
  server web3 127.0.0.1:9 disabled
`,
  });
  const { configFile } = haproxy;
  // as some operators have it: a link to a file that is read-only
  const real = join(haproxy.dir, "real.cfg");
  await rename(configFile, real);
  await symlink("real.cfg", configFile);
  await appendFile(configFile, Buffer.from([0x23, 0xe9, 0x0a])); // a comment in Latin-1
  await chmod(real, 0o440);
  const original = await readFile(configFile, "latin1");
  const settings = {
    ...(await settingsFor(haproxy)),
    HAPROXY_BIN: haproxyBinary(),
    HAPROXY_CONFIG_FILE: configFile,
    HAPROXY_CHALLENGE_MAP_FILE: `${haproxy.dir}/acme.map`,
  };
  const adopt = (...args: readonly string[]) => said(["adopt", configFile, ...args], settings);

  const shown = await adopt();
  const unknown = await adopt("--site", "nope.example.test");
  const unseeded = await adopt("--write", "--yes");
  await writeFile(settings.HAPROXY_CHALLENGE_MAP_FILE, "");
  const noHaproxy = { ...settings, HAPROXY_HOST_KIND: "child" };
  const asked = await adopt("--write");
  const dry = await adopt("--write", "--dry-run");
  const untouched = await readFile(configFile, "latin1");
  const failed = await said(["adopt", configFile, "--write", "--yes"], noHaproxy);
  const putBack = await readFile(configFile, "latin1");
  const written = await adopt("--write", "--yes");
  const patched = await readFile(configFile, "latin1");
  await haproxy.reload();
  await haproxy.runtime("set server shop/web1 weight 5");
  await haproxy.runtime("set server shop/web2 state drain");
  const planned = await adopt("--write", "--site", SITE, "--accept-losses", "--dry-run");
  const refused = await adopt("--write", "--site", SITE, "--yes");
  const taken = await adopt("--write", "--site", SITE, "--accept-losses", "--yes");
  const { body } = await request({ socketPath: haproxy.httpSocket }, { host: SITE });
  const states = await haproxy.runtime("show servers state pool_1");
  const sharing = await adopt("--write", "--site", `www.${SITE}`, "--accept-losses", "--yes");
  const withRule = await readFile(configFile, "latin1");
  await writeFile(configFile, withRule.replace(` www.${SITE}`, ""), "latin1");
  const siteless = await said(["undo"], settings);
  await writeFile(configFile, withRule, "latin1");
  const undone = await said(["undo"], settings);
  const inUse = await adopt("--write", "--remove", "--yes");
  await said(["domains", "remove", SITE, "--yes"], settings);
  const removed = await adopt("--write", "--remove", "--yes");

  const own = join(haproxy.dir, "own.cfg");
  const withoutSocket = original.replace(/ *stats socket.*\n/, "");
  await writeFile(own, withoutSocket, "latin1");
  const ofOwn = (kind: string, ...args: readonly string[]) =>
    said(["adopt", own, "--write", "--yes", ...args], {
      ...settings,
      HAPROXY_HOST_KIND: kind,
      HAPROXY_CONFIG_FILE: own,
    });
  const withOurSocket = await ofOwn("none");
  await appendFile(own, "# mine\n");
  const socket = await readFile(own, "latin1");
  const mine = await ofOwn("none");
  await writeFile(own, socket.replace(/^( *stats socket )/m, "  nbthread 1\n$1"), "latin1");
  const edited = await ofOwn("none", "--remove");
  await writeFile(own, socket, "latin1");
  const socketRemoved = await ofOwn("child", "--remove");

  const { stdout: recorded } = await said(["history", "--output", "json"], settings);
  const entries = JSON.parse(recorded).entries.slice(2); // without those of the other file
  const notUndone = await said(["undo", entries.at(-1).id], settings);

  const [table = "", patch = ""] = shown.stdout.split("\n\n");
  expect(table).toMatchInlineSnapshot(`
    "SITE                   BACKEND  TAKE-OVER                                  WOULD-LOSE
    shop.example.test      shop     possible                                   cookie
    www.shop.example.test  shop     possible                                   cookie
    ^old                   shop     not possible: it is a pattern, not a name  -"
  `);
  expect(patch.split("\n").filter((line) => /^-(?!-)/.test(line))).toEqual([]);
  expect(shown.code).toBe(0);
  expect(unknown).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/^No rule serves nope.example.test/),
  });
  expect(asked).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Write \S+\? There is no/),
  });
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Dry run: .*\nwrite \S+\n$/) });
  expect(unseeded).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/acme.map is missing: .* nothing was changed/),
  });
  expect([untouched, putBack]).toEqual([original, original]);
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("The old configuration is back") });
  expect(written).toMatchObject({ code: 0, stderr: "" });
  expect(patched).not.toBe(original);
  expect(await readFile(`${real}.before-adopt`, "latin1")).toBe(original);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("would lose cookie; nothing was changed"),
  });
  expect(taken).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^Took over shop.example.test from shop on pool_1: .*weight 5, .* draining, .* in maintenance$/m,
    ),
  });
  expect(sharing.stdout).toMatch(
    /^Took over www\.\S+ \(pool shared with shop.example.test\) from shop on pool_1: /,
  );
  expect(siteless).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      `no rule of haproxy.cfg serves www.${SITE} any more: undoing would end it`,
    ),
  });
  expect(undone.stdout).toContain(`www.${SITE}: pool_1 → no pool\n`);
  expect(planned.stdout).toMatch(/^Dry run: .*\nroute shop.example.test to pool_1\n/);
  expect(body).toBe("shop");
  expect(states.match(/pool_1_\d 127\S+ \d+ \d+ \d+/g)).toEqual([
    expect.stringMatching(/^pool_1_1 .* 4 5$/),
    expect.stringMatching(/^pool_1_2 .* 12 1$/),
    expect.stringMatching(/^pool_1_3 .* 5 1$/),
  ]);
  expect(backend.lastHeaders()["x-forwarded-host"]).toBe(SITE);
  expect(entries.at(-1).changes.at(-1)).toBe(
    `haproxy-mcp adopt ${configFile} --write --remove takes the blocks out again`,
  );
  expect(notUndone).toMatchObject({ code: 1, stderr: expect.stringContaining("See haproxy-mcp history") });
  expect(entries.map(({ operation }: { operation: string }) => operation)).toEqual([
    "adopt",
    "remove_domain",
    "undo",
    "adopt_site",
    "adopt_site",
    "adopt",
  ]);
  expect([withOurSocket.code, mine.stdout]).toEqual([0, "Nothing to write.\n"]);
  expect(edited).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/can't be taken out:\nown.cfg:\d+: .* edited,[\s\S]*Nothing was changed/),
  });
  expect(socketRemoved).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/Reload HAProxy now: .* socket/),
  });
  expect(await readFile(own, "latin1")).toBe(`${withoutSocket}# mine\n`);
  expect(inUse).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${SITE} is still served by pools`),
  });
  expect(removed).toMatchObject({ code: 0, stderr: "" });
  expect(await readFile(configFile, "latin1")).toBe(original);
  expect([await readlink(configFile), ((await stat(real)).mode & 0o777).toString(8)]).toEqual([
    "real.cfg",
    "440",
  ]);
});
