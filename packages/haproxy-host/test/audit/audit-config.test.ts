import { describe, expect, it } from "vitest";
import { auditConfig, renderConfig } from "../../src/index.js";
import { everything } from "../config/everything.js";

const settings = {
  pools: { count: 2, slots: 3 },
  mapFile: "/opt/haproxy/conf/domains.map",
  stateFile: "/opt/haproxy/data/servers.state",
  certsDir: "/opt/haproxy/certs",
  runtime: { path: "/run/haproxy.sock" },
};
const good = renderConfig(everything);
const lineOf = (text: string, part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;
const messages = (text: string, given: Parameters<typeof auditConfig>[1] = settings) =>
  auditConfig(text, given).map(({ line, message }) => (line === undefined ? message : `${line}: ${message}`));

it("finds nothing in a rendered configuration, even if a container mounts the files elsewhere", () => {
  expect(auditConfig(good, settings)).toEqual([]);
});

it("accepts a hand-written configuration that has what is needed", () => {
  const text = `
global # ours
  stats socket "/var/run/haproxy.sock" user root level admin
  server-state-file /var/lib/haproxy/servers.state
defaults base
  mode http
  load-server-state-from-file global
defaults other
  mode tcp
listen web from base
  bind :443 ssl crt /etc/ssl/certs/ alpn h2
  http-request set-var(txn.h) req.hdr(host),lower,field(1,:)
  use_backend %[var(txn.h),map_str(/x/domains.map)] if { var(txn.h),map_str(/x/domains.map) -m found }
  use_backend %[var(txn.h),regsub('^[^.]*',''),map(/x/domains.map,none)]
backend pool_1 from base
  server pool_1_1 first.invalid:80 check disabled init-addr last,libc,0.0.0.0
  server-template pool_1_ 2-3 rest.invalid:80 check disabled init-addr last,0.0.0.0
backend pool_2 from base
  server-template pool_2_ 9 all.invalid:80 check disabled init-addr last,0.0.0.0
`;
  expect(messages(text, { ...settings, certsDir: "/opt/haproxy/certs/" })).toEqual([]);
});

describe("reports, with the line,", () => {
  it.each<[string, string, string, string, string]>([
    [
      "a missing socket",
      "  stats socket /run/haproxy.sock mode 660 level admin\n",
      "",
      "",
      "no stats socket at /run/haproxy.sock",
    ],
    [
      "a read-only socket",
      "level admin",
      "level user",
      "stats socket",
      "the stats socket has level user, which cannot change anything",
    ],
    [
      "a socket without a level",
      " level admin",
      "",
      "stats socket",
      "the stats socket has level operator, which cannot change anything",
    ],
    [
      "no state file",
      "  server-state-file /var/lib/haproxy/servers.state\n",
      "",
      "",
      "no server-state-file: a reload loses the address of every server",
    ],
    [
      "another state file",
      "/servers.state",
      "/state",
      "server-state-file",
      "server-state-file is /var/lib/haproxy/state, not /opt/haproxy/data/servers.state",
    ],
    [
      "no map",
      "domains.map",
      "other.map",
      "",
      "no frontend looks names up in /opt/haproxy/conf/domains.map: no domain is routed",
    ],
    [
      "a map that is never used",
      "  use_backend %[var(txn.pool)]\n",
      "  default_backend pool_1\n",
      "frontend http",
      "no use_backend in frontend http takes its name from /opt/haproxy/conf/domains.map: what is found there is not used",
    ],
    [
      "other certificates",
      "/etc/haproxy/certs",
      "/etc/pki",
      "bind *:443",
      "no bind line loads the certificates in /opt/haproxy/certs",
    ],
    [
      "slots with an address instead of a name",
      "pool_2_ 1-3 unassigned.invalid:80",
      "pool_2_ 1-3 0.0.0.0:80",
      "pool_2_ 1-3",
      "3 slots of pool_2: 0.0.0.0 is not a host name, so a reload restores the port and loses the address",
    ],
    [
      "slots that are not restored",
      "init-addr last,0.0.0.0",
      "init-addr libc,0.0.0.0",
      "pool_1_ 1-3",
      "6 slots of pool_1 to pool_2: init-addr libc,0.0.0.0 does not start with last, so a reload loses the address",
    ],
    [
      "slots that cannot be set",
      "init-addr last,0.0.0.0",
      "init-addr last,none",
      "pool_1_ 1-3",
      "6 slots of pool_1 to pool_2: init-addr last,none has no IP address, so HAProxy refuses to set the slot's address",
    ],
    [
      "slots that are enabled",
      "check disabled init",
      "check init",
      "pool_1_ 1-3",
      "6 slots of pool_1 to pool_2: not disabled, so empty slots get traffic",
    ],
    [
      "slots without a health check",
      ":80 check disabled",
      ":80 disabled",
      "pool_1_ 1-3",
      "6 slots of pool_1 to pool_2: no health check, so servers that are down get traffic",
    ],
    ["too few slots", "pool_2_ 1-3", "pool_2_ 1-2", "backend pool_2", "pool_2 has no slot 3"],
    ["slots with other names", "pool_2_ 1-3", "web 1-3", "backend pool_2", "pool_2 has no slots 1-3"],
    ["a missing pool", "backend pool_2\n", "backend mine\n", "", "1 of 2 pools is missing: pool_2"],
  ])("%s", (_what, from, to, place, message) => {
    const text = good.replaceAll(from, to);
    expect(text).not.toBe(good);

    const line = place === "" ? "" : `${lineOf(text, place)}: `;
    expect(messages(text)).toContain(`${line}${message}`);
    for (const finding of auditConfig(text, settings)) expect(finding.remedy).not.toBe("");
  });

  it("pools that do not load their state, by their defaults section", () => {
    const text = good.replace("  load-server-state-from-file global\n", "");
    const line = lineOf(text, "defaults");

    expect(messages(text)).toEqual([
      `${line}: 2 pools (pool_1 to pool_2): no load-server-state-from-file: a reload loses the addresses of their servers`,
    ]);
  });

  it("names that are not routed: wildcards, capitals, a port", () => {
    const text = good
      .split("\n")
      .filter((line) => !line.includes("txn.suffix"))
      .join("\n");
    const lost = (from: string | RegExp) => messages(text.replaceAll(from, "").replaceAll(" -m sub", "$&"));
    const line = lineOf(text, "map_str(/etc/haproxy/domains.map)");

    expect(lost("nothing")).toEqual([
      `${line}: frontend http does not route wildcards such as *.example.com`,
    ]);
    expect(lost(/,lower\b|,host_only,rtrim\(\.\)/g)).toEqual([
      `${line}: frontend http does not route names in capitals, names with a port, wildcards such as *.example.com`,
    ]);
  });

  it("a socket that is open to the network", () => {
    const text = good.replace("/run/haproxy.sock mode 660", "ipv4@0.0.0.0:9999");
    const runtime = { port: 9999 };

    expect(messages(text, { ...settings, runtime })).toEqual([
      `${lineOf(text, "stats socket")}: the stats socket listens on 0.0.0.0:9999: anyone who can connect controls HAProxy`,
    ]);
    const loopback = good.replace("/run/haproxy.sock mode 660", "ipv4@127.0.0.1:9999");
    expect(messages(loopback, { ...settings, runtime })).toEqual([]);
  });
});
