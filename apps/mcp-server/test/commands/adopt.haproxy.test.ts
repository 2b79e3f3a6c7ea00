import { readFile, writeFile } from "node:fs/promises";
import { haproxyBinary, request, startBackend, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { settingsFor } from "../support/program.js";
import { said } from "../support/said.js";

const SITE = "shop.example.test";

it("adopt shows what a site would lose, takes it over, and gives everything back", async () => {
  await using backend = await startBackend({ name: "shop" });
  await using haproxy = await startHaproxy({
    files: { "domains.map": "", "servers.json": "{}", "servers.state": "1\n" },
    config: ({ httpSocket, runtimeSocket }) => `global
  stats socket ${runtimeSocket} mode 600 level admin
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend web
  bind unix@${httpSocket}
  use_backend shop if { hdr(host) -i ${SITE} }
  use_backend shop if { hdr_reg(host) ^old }
backend shop
  cookie SRV insert
  server web1 ${backend.ip}:${backend.port} cookie web1 weight 3
`,
  });
  const { configFile } = haproxy;
  const original = await readFile(configFile, "utf8");
  const settings = {
    ...(await settingsFor(haproxy)),
    HAPROXY_BIN: haproxyBinary(),
    HAPROXY_CONFIG_FILE: configFile,
    HAPROXY_CHALLENGE_MAP_FILE: `${haproxy.dir}/acme.map`,
  };
  await writeFile(settings.HAPROXY_CHALLENGE_MAP_FILE, "");
  const adopt = (...args: readonly string[]) => said(["adopt", configFile, ...args], settings);

  const shown = await adopt();
  const noHaproxy = { ...settings, HAPROXY_HOST_KIND: "child" };
  const failed = await said(["adopt", configFile, "--write", "--yes"], noHaproxy);
  const putBack = await readFile(configFile, "utf8");
  const written = await adopt("--write", "--yes");
  const patched = await readFile(configFile, "utf8");
  await haproxy.reload();
  const refused = await adopt("--write", "--site", SITE, "--yes");
  const taken = await adopt("--write", "--site", SITE, "--accept-losses", "--yes");
  const { body } = await request({ socketPath: haproxy.httpSocket }, { host: SITE });
  const inUse = await adopt("--write", "--remove", "--yes");
  await said(["domains", "remove", SITE, "--yes"], settings);
  const removed = await adopt("--write", "--remove", "--yes");

  const { stdout: recorded } = await said(["history", "--output", "json"], settings);

  const [table = "", patch = ""] = shown.stdout.split("\n\n");
  expect(table).toMatchInlineSnapshot(`
    "SITE               BACKEND  TAKE-OVER                                  WOULD-LOSE
    shop.example.test  shop     possible                                   cookie
    ^old               shop     not possible: it is a pattern, not a name  -"
  `);
  expect(patch.split("\n").filter((line) => /^-(?!-)/.test(line))).toEqual([]);
  expect(shown.code).toBe(0);
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("The old configuration is back") });
  expect(putBack).toBe(original);
  expect(written).toMatchObject({ code: 0, stderr: "" });
  expect(patched).not.toBe(original);
  expect(await readFile(`${configFile}.before-adopt`, "utf8")).toBe(original);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("would lose cookie; nothing was changed"),
  });
  expect(taken).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Took over shop.example.test from shop on pool_1: .*weight 3/),
  });
  expect(body).toBe("shop");
  expect(backend.lastHeaders()["x-forwarded-host"]).toBe(SITE);
  expect(JSON.parse(recorded).entries.map(({ operation }: { operation: string }) => operation)).toEqual([
    "adopt",
    "remove_domain",
    "adopt_site",
    "adopt",
  ]);
  expect(inUse).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${SITE} is still served by pools`),
  });
  expect(removed).toMatchObject({ code: 0, stderr: "" });
  expect(await readFile(configFile, "utf8")).toBe(original);
});
