import { describe, expect, it } from "vitest";
import { splitWords } from "../src/audit/read-config.js";
import { auditConfig, renderConfig } from "../src/index.js";
import { everything } from "./config/everything.js";

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
  load-server-state-from-file global
defaults other
  mode tcp
listen web
  bind :443 ssl crt /etc/ssl/certs/ alpn h2
  http-request set-var(txn.h) req.hdr(host),lower
  use_backend %[var(txn.h),map_str(/x/domains.map,none)]
  use_backend %[var(txn.h),regsub('^[^.]*',''),map_str(/x/domains.map)]
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
    ["no map", "domains.map", "other.map", "", "no frontend looks names up in domains.map"],
    [
      "a map that is never used",
      "  use_backend %[var(txn.pool)]\n",
      "  default_backend pool_1\n",
      "",
      "the map's result is not used: no use_backend takes its name from it",
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
      "0.0.0.0 is not a host name: after a reload HAProxy restores the slot's port, but not its address",
    ],
    [
      "slots that are not restored",
      "init-addr last,0.0.0.0",
      "init-addr libc,0.0.0.0",
      "pool_1_ 1-3",
      "init-addr does not start with last: a reload loses the addresses",
    ],
    [
      "slots that cannot be set",
      "init-addr last,0.0.0.0",
      "init-addr last,none",
      "pool_1_ 1-3",
      "init-addr has no IP address: HAProxy refuses to set the slot's address",
    ],
    [
      "slots that are enabled",
      "check disabled init",
      "check init",
      "pool_1_ 1-3",
      "the slots are not disabled: HAProxy sends traffic to empty ones",
    ],
    [
      "slots without a health check",
      ":80 check disabled",
      ":80 disabled",
      "pool_1_ 1-3",
      "the slots have no health check: HAProxy sends traffic to servers that are down",
    ],
    [
      "too few slots",
      "pool_2_ 1-3",
      "pool_2_ 1-2",
      "backend pool_2",
      "pool_2 has no slot 3; name its servers pool_2_1 to pool_2_3",
    ],
    [
      "slots with other names",
      "pool_2_ 1-3",
      "web 1-3",
      "backend pool_2",
      "pool_2 has no slots 1-3; name its servers pool_2_1 to pool_2_3",
    ],
    ["a missing pool", "backend pool_2\n", "backend mine\n", "", "missing 1 of 2 pools: 2"],
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
      `${line}: pool_1 does not load the state of its servers: a reload loses their addresses`,
      `${line}: pool_2 does not load the state of its servers: a reload loses their addresses`,
    ]);
  });

  it("slow, case-sensitive and whole-name look-ups", () => {
    const text = good
      .split("\n")
      .filter((line) => !line.includes("txn.suffix"))
      .join("\n");

    expect(messages(text)).toEqual([
      "only whole names are looked up: wildcards such as *.example.com are not routed",
    ]);
    const sensitive = good.replaceAll(",lower", "");
    expect(messages(sensitive)).toEqual([
      `${lineOf(sensitive, "domains.map)")}: names are looked up case-sensitively: Example.COM is not found`,
    ]);
    const dom = good.replace("map_str(/etc/haproxy/domains.map)", "map_dom(/etc/haproxy/domains.map)");
    expect(messages(dom)).toEqual([
      `${lineOf(dom, "map_dom")}: map_dom takes 100 times as long as map_str with 100,000 names`,
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

it.each([
  ["  bind *:80 # all", ["bind", "*:80"]],
  [`a 'b "c' "d 'e" f\\ g h\\#i`, ["a", 'b "c', "d 'e", "f g", "h#i"]],
  [`a '' b""c`, ["a", "", "bc"]],
  ["# nothing", []],
  ["", []],
])("splits %j as HAProxy does", (line, words) => {
  expect(splitWords(line)).toEqual(words);
});
