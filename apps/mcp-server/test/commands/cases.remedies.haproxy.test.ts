import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDefaultCertificate, renderAdditions } from "@haproxy-mcp/haproxy-host";
import { type HaproxyPaths, request, startBackend, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it, vi } from "vitest";
import { checkConfiguration } from "../../src/checks/configuration.js";
import { checkInstalledVerdict } from "../../src/checks/verdict.js";
import { doctor } from "../../src/commands/doctor.js";
import { renderReport } from "../../src/commands/doctor-report.js";
import { configSettings } from "../../src/haproxy/render-config.js";
import { createLog } from "../../src/program/log.js";
import { createServices } from "../../src/services.js";
import { type Config, loadConfig } from "../../src/settings/config.js";
import { followRemedies } from "../support/follow-remedies.js";

/** Most rounds of doctor and its remedies. */
const ROUNDS = 4;

interface Case {
  readonly pools: { readonly count: number; readonly slots: number };
  readonly config: (paths: HaproxyPaths, ports: Readonly<Record<string, number>>) => string;
  readonly map: string;
  /** Names of the operator's own sites, with the server that responds. */
  readonly sites: readonly (readonly [host: string, answer: string | number])[];
}

const TIMEOUTS = `  timeout connect 1s
  timeout client 5s
  timeout server 5s`;

/** Sites that ACLs route, with a list in a file, a redirect, and a rule that refuses every other name. */
const OWN_SITES: Case = {
  pools: { count: 20, slots: 3 },
  map: "",
  sites: [
    ["shop.example", "one"],
    ["www.shop.example", "one"],
    ["a.blog.example", "two"],
    ["listed.example", "two"],
    ["API.example:8443", "one"],
    ["old.example", 301],
    ["unknown.example", 403],
  ],
  config: ({ dir, runtimeSocket, httpSocket }, { one, two }) => `global
  stats socket ${runtimeSocket} mode 660
defaults
  mode http
${TIMEOUTS}
frontend web
  bind unix@${httpSocket}
  bind unix@${dir}/https.sock ssl crt ${dir}/site.pem
  acl shop hdr(host) -i shop.example www.shop.example
  acl blog hdr_end(host) -i .blog.example
  acl listed req.hdr(host),lower,field(1,:) -f ${dir}/sites.lst
  http-request redirect location https://shop.example/ code 301 if { hdr(host) -i old.example }
  http-request deny if !shop !blog !listed
  http-request set-header x-tier web
  use_backend one if shop or { hdr_beg(host) -i api. }
  use_backend two if blog
  use_backend two if listed
backend one
  server s 127.0.0.1:${one} check
backend two
  server s 127.0.0.1:${two} check
`,
};

/** As the original system has it: one line routes, and 100 pools of 10 lines. */
const ORIGINAL: Case = {
  pools: { count: 100, slots: 10 },
  map: "kept.example pool_7\n",
  sites: [
    ["kept.example", "two"],
    ["anything.example", "one"],
  ],
  config: ({ dir, runtimeSocket, httpSocket, mapFile }, { one }) => `global
  stats socket ${runtimeSocket} mode 600 level admin
defaults
  mode http
${TIMEOUTS}
frontend http
  bind unix@${httpSocket}
  bind unix@${dir}/https.sock ssl crt ${dir}/certs
  use_backend %[req.hdr(host),lower,map_dom(${mapFile},fallback)]
backend fallback
  server s 127.0.0.1:${one}
${Array.from({ length: 100 }, (_, i) =>
  [`backend pool_${i + 1}`]
    .concat(
      Array.from({ length: 10 }, (_line, k) => `  server pool_${i + 1}_${k + 1} 0.0.0.0:80 check disabled`),
    )
    .join("\n"),
).join("\n")}
`,
};

/** Pools whose servers say nothing themselves, of which half are missing; a pasted 404, and a site that it hides. */
const DEFAULT_SERVERS: Case = {
  pools: { count: 6, slots: 4 },
  map: "kept.example pool_2\n",
  sites: [
    ["kept.example", "two"],
    ["own.example", "one"],
  ],
  config: ({ dir, runtimeSocket, httpSocket, mapFile, stateFile }, { one }) => `global
  stats socket ${runtimeSocket} mode 600 level admin
  server-state-file ${stateFile}
defaults base
  mode http
  default-server inter 2s fall 2 init-addr none
${TIMEOUTS}
defaults pools from base
  default-server check
  load-server-state-from-file local
frontend http from base
  bind unix@${httpSocket}
  bind unix@${dir}/https.sock ssl crt ${dir}/certs
  http-request set-var(txn.pool) req.hdr(host),lower,map_str(${mapFile})
  http-request return status 404 if !{ var(txn.pool) -m found }
  use_backend %[var(txn.pool)]
  use_backend own if { hdr(host) -i own.example }
backend own from base
  server s 127.0.0.1:${one} init-addr last
backend pool_1 from pools
  server-template pool_1_ 1-4 unassigned.invalid:80 disabled
backend pool_2 from pools
  server-template pool_2_ 1-4 unassigned.invalid:80 disabled
backend pool_3 from pools
  server-template pool_3_ 1-2 unassigned.invalid:80
`,
};

it.each<[string, Case]>([
  ["HA3 own sites routed by ACLs", OWN_SITES],
  ["HA6 100 pools of 10 lines of the original system", ORIGINAL],
  ["HA5 default-server", DEFAULT_SERVERS],
])(
  "Done 2: remedies of doctor, followed literally, keep old sites and serve ours: %s",
  async (_name, given) => {
    await using one = await startBackend({ name: "one" });
    await using two = await startBackend({ name: "two" });
    await using ours = await startBackend({ name: "ours" });
    const certificate = createDefaultCertificate();
    await using haproxy = await startHaproxy({
      config: (paths) => given.config(paths, { one: one.port, two: two.port }),
      files: {
        "domains.map": given.map,
        "acme.map": "",
        "sites.lst": "listed.example\napi.example\n",
        "servers.json": JSON.stringify(
          Object.fromEntries(
            [...given.map.matchAll(/^(\S+) /gm)].map(([, name]) => [
              name,
              { 1: { ip: two.ip, http_port: two.port } },
            ]),
          ),
        ),
        "servers.state": "1\n",
        "certs/00-default.pem": certificate,
        "site.pem": certificate,
      },
    });
    const environment = settingsOf(haproxy, given);
    const settings = loadConfig(environment);
    const additions = renderAdditions(configSettings(settings, { quic: false, prometheus: false }));

    const services = createServices(settings, createLog("ERROR"));
    const { signal } = new AbortController();
    const health = async () => (await services.health(signal, { fresh: true })).components["configuration"];
    expect(await health()).toMatchObject({ status: "error", advice: expect.any(String) });
    expect(await linesOfDoctor(environment)).toBeLessThanOrEqual(20);
    let text = await readFile(haproxy.configFile, "utf8");
    let remedies = await remediesOf(settings);
    for (let round = 0; round < ROUNDS && remedies.length > 0; round++) {
      text = followRemedies(text, remedies, additions);
      await writeFile(haproxy.configFile, text);
      remedies = await remediesOf(settings);
    }
    expect(remedies, text).toEqual([]);
    await haproxy.restart();

    expect(await health()).toEqual({ status: "ok", findings: [] });
    await services.loadBalancer.restore();
    for (const domain of ["ours.example", "*.ours.example"])
      await services.loadBalancer.addDomain({ domain, server: { ip: ours.ip, port: ours.port } });
    const ask = async (host: string) => {
      const { status, body } = await request({ socketPath: haproxy.httpSocket }, { host });
      return [host, status === 200 ? body : status];
    };
    const expected = [...given.sites, ["ours.example", "ours"], ["Any.ours.example:80", "ours"]];
    const answers = () => Promise.all(expected.map(([host]) => ask(String(host))));
    expect(await answers()).toEqual(expected);
    // and without us, from the state file alone
    await haproxy.restart();
    expect(await answers()).toEqual(expected);
  },
);

function settingsOf(
  { dir, runtimeSocket, configFile, mapFile, serversFile, stateFile }: HaproxyPaths,
  { pools }: Case,
): Readonly<Record<string, string>> {
  return {
    HAPROXY_HOST_KIND: "none",
    HAPROXY_SOCKET: runtimeSocket,
    HAPROXY_CONFIG_FILE: configFile,
    HAPROXY_MAP_FILE: mapFile,
    HAPROXY_SERVERS_FILE: serversFile,
    HAPROXY_STATE_FILE: stateFile,
    HAPROXY_CHALLENGE_MAP_FILE: join(dir, "acme.map"),
    HAPROXY_CERTS_DIR: join(dir, "certs"),
    HAPROXY_POOL_COUNT: String(pools.count),
    HAPROXY_MAX_SLOTS: String(pools.slots),
    HAPROXY_BIN: process.env["HAPROXY_BIN"] ?? "haproxy",
    MCP_TOKEN_FILE: join(dir, "token.env"),
  };
}

async function linesOfDoctor(environment: Readonly<Record<string, string>>): Promise<number> {
  const printed: string[] = [];
  const write = vi
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    const options = { all: false, root: "/", program: "/usr/bin/haproxy-mcp" };
    const { signal } = new AbortController();
    await doctor.run({ environment, options, positionals: [], withVerbs: async (text) => text, signal });
  } finally {
    write.mockRestore();
  }
  expect(printed.join("")).toContain("error    configuration: ");
  return printed.join("").trimEnd().split("\n").length;
}

/** The remedies for the configuration, as doctor prints them. */
async function remediesOf(settings: Config): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const [configuration, verdict] = await Promise.all([
    checkConfiguration(settings, "/"),
    checkInstalledVerdict(settings, signal),
  ]);
  const report = renderReport(
    [
      { name: "configuration", ...configuration },
      { name: "HAProxy's verdict", ...verdict },
    ],
    false,
  );
  return [...report.matchAll(/^ +→ (.*)$/gm)].map(([, remedy = ""]) => remedy);
}
