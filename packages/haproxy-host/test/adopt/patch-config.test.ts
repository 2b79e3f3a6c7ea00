import { describe, expect, it } from "vitest";
import { adoptableSites, editedBlocks, patchConfig, unpatchConfig } from "../../src/index.js";

const SETTINGS = {
  pools: { count: 1, slots: 2 },
  mapFile: "/opt/haproxy/conf/domains.map",
  stateFile: "/opt/haproxy/data/servers.state",
  statsSockets: ["/run/haproxy.sock mode 600 level admin"],
  runtime: { path: "/run/haproxy.sock" },
  certsDir: "/opt/haproxy/certs",
};
const DEFAULTS = "defaults\n  mode http\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n";
const MCP = {
  hosts: ["mcp.example.com"],
  server: "127.0.0.1:8000",
  trustedNetworks: [],
  tokenMapFile: "/tokens.map",
};
const SITE = "use_backend shop if { hdr(host) -i shop.example.test }";
const SHOP = "backend shop\n  server s1 192.0.2.1:80\n";

const configOf = (parts: {
  readonly global?: readonly string[];
  readonly frontend?: readonly string[];
  readonly more?: string;
}) => [
  {
    file: "haproxy.cfg",
    text: [
      ...(parts.global === undefined ? [] : ["global", ...parts.global.map((line) => `  ${line}`)]),
      `${DEFAULTS}frontend web`,
      ...["bind :80", ...(parts.frontend ?? [SITE])].map((line) => `  ${line}`),
      `${SHOP}${parts.more ?? ""}`,
    ].join("\n"),
  },
];
const patchOf = (parts: Parameters<typeof configOf>[0]) => {
  const before = configOf(parts);
  const { files, findings } = patchConfig(before, SETTINGS);
  expect(unpatchConfig(files)).toEqual(before);
  return { text: files[0]?.text ?? "", findings };
};

describe("patchConfig", () => {
  it("gives pools the timeouts and logs that the sites have, and no other section any", () => {
    const times =
      "timeout connect 4s\n  timeout server 50000\n  timeout tunnel 2h\n  timeout client 9s\n  log global\n  option log-health-checks";
    const timed = configOf({
      more: "  timeout queue 1s\n  server s9 192.0.2.9:80 check inter 2s rise 2 fall 3\n",
    }).map(({ file, text }) => ({
      file,
      text: text.replace(/timeout connect(?:.|\n)*timeout server 60s/, times),
    }));

    const { files } = patchConfig(timed, { ...SETTINGS, mcp: MCP });

    const [, block = ""] = /(defaults haproxy-mcp\n(?:.|\n)*)backend pool_1/.exec(files[0]?.text ?? "") ?? [];
    expect(block.match(/(?:log|timeout (?:client|connect|server|tunnel|check) ).*/g)).toEqual([
      "log global",
      "log-health-checks",
      "timeout connect 4s",
      "timeout client 9s",
      "timeout server 50000",
      "timeout tunnel 2h",
      "timeout check 3s",
      "timeout server 1h", // of the route to the MCP server
    ]);
    for (const config of [timed, files])
      expect(adoptableSites(config, SETTINGS).map(({ losses }) => losses.map(({ what }) => what))).toEqual([
        ["timeout queue 1s"],
      ]);
  });

  it("adds to global only what it lacks, and a section where there is none", () => {
    const existing = ["stats socket /run/haproxy.sock level admin", "stats timeout 2m"];

    const { text, findings } = patchOf({ global: existing });

    expect(findings).toEqual([]);
    expect(text.match(/^ *stats .*$/gm)).toEqual(existing.map((line) => `  ${line}`));
    expect(text.match(/^ *server-state-file .*$/gm)).toHaveLength(1);
    expect(patchOf({}).text.match(/^global$/gm)).toHaveLength(1);
    expect(patchOf({}).findings).toEqual([]);
  });

  it.each([
    [
      "a rule for every other name",
      { frontend: ["http-request deny unless { hdr(host) -i shop.example.test }", SITE] },
    ],
    ["a socket that can't change anything", { global: ["stats socket /run/haproxy.sock level operator"] }],
    ["another state file", { global: ["server-state-file /var/lib/haproxy/state"] }],
  ])("reports what only the operator can change, by the lines of the file as it is: %s", (_what, parts) => {
    const before = configOf(parts);
    const { findings } = patchOf(parts);

    expect(findings).toEqual([
      expect.objectContaining({ severity: "error", remedy: expect.stringMatching(/line/) }),
    ]);
    const lines = (before[0]?.text ?? "").split("\n");
    const [at] = Object.values(parts)
      .flat()
      .map((text) => lines.indexOf(`  ${text}`) + 1);
    expect(findings[0]?.line).toBe(at);
  });

  it("reports names of the operator's that our blocks use, too", () => {
    const mcp = {
      hosts: ["mcp.example.test"],
      server: "127.0.0.1:8000",
      trustedNetworks: [],
      tokenMapFile: "/t.map",
    };
    const frontend = ["acl mcp_host hdr(host) -i x", "http-request set-var(txn.pool) str(x)", SITE];
    const more = "backend mcp\n  server s1 192.0.2.9:80\n";

    const { findings } = patchConfig(configOf({ frontend, more }), { ...SETTINGS, mcp });

    expect(findings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      "8: our rules have an ACL mcp_host, too",
      "13: our pools come with a section backend mcp, too",
    ]);
    expect(patchConfig(configOf({ frontend: [SITE] }), { ...SETTINGS, mcp }).findings).toEqual([]);
  });

  it("puts our rules above a redirect, and the route above the first route", () => {
    const { text } = patchOf({ frontend: ["redirect location /new if { path /old }", SITE] });

    const order = [
      ...text.matchAll(/^ +(?:(redirect|use_backend \S+)|http-request (set-var)\(txn.haproxy_mcp_host)/gm),
    ];
    expect(order.map(([, rule, ours]) => rule ?? ours)).toEqual([
      "set-var",
      "set-var",
      "redirect",
      "use_backend %[var(txn.haproxy_mcp_pool)]",
      "use_backend shop",
    ]);
  });
});

it("replaces its blocks when there are more pools", () => {
  const before = configOf({});
  const { files } = patchConfig(before, SETTINGS);
  const more = { ...SETTINGS, pools: { count: 3, slots: 2 } };

  expect(patchConfig(files, more)).toEqual(patchConfig(before, more));
  expect(patchConfig(files, more).findings).toEqual([]);
});

it("is enough once the operator followed its remedies", () => {
  const refusal = "http-request deny unless { hdr(host) -i shop.example.test }";
  const { findings } = patchOf({ frontend: [refusal, SITE] });
  const [, remedy = ""] = / with: (.*)$/.exec(findings[0]?.remedy ?? "") ?? [];

  expect(patchOf({ frontend: [remedy, SITE] }).findings).toEqual([]);
});

it("leaves variables of the operator's own alone", () => {
  const own = ["http-request set-var(txn.host) str(x)", "use_backend shop if { var(txn.pool) -m found }"];
  const { text, findings } = patchOf({ frontend: [...own, SITE] });

  expect(findings).toEqual([]);
  expect(text.match(/\btxn\.(?!haproxy_mcp_)\w+/g)).toEqual(["txn.host", "txn.pool"]);
});

it("puts pools above the operator's defaults, so that sections added later inherit those", () => {
  const global = [".if defined(X)", "maxconn 100", ".endif", "", "# for all sites"];

  const { text } = patchOf({ global });

  const headings = text.match(/^(?:#.*BEGIN|\S+)(?: haproxy-mcp|(?= ?$)|(?= pool_))/gm);
  expect(headings?.filter((heading) => !heading.startsWith("#"))).toEqual([
    "global",
    "defaults haproxy-mcp",
    "backend",
    "defaults",
  ]);
  expect(text).toMatch(
    /\.endif\n# BEGIN haproxy-mcp [\s\S]*\n# END haproxy-mcp\n {2}\n {2}# for all sites\ndefaults\n/,
  );
});

describe("editedBlocks", () => {
  const { text } = patchOf({ global: ["maxconn 100"] });
  const lines = text.split("\n");
  const numberOf = (pattern: RegExp, from = 0) =>
    lines.findIndex((line, at) => at >= from && pattern.test(line)) + 1;
  const [first, end] = [numberOf(/BEGIN/), numberOf(/END/)];
  const found = (changed: readonly string[]) => {
    const files = [{ file: "haproxy.cfg", text: changed.join("\n") }];
    const edited = editedBlocks(files);
    expect(patchConfig(files, SETTINGS).findings.slice(0, edited.length)).toEqual(edited);
    return edited.map(({ file, line, message }) => `${file}:${line}: ${message.split(",")[0]}`);
  };

  it("accepts blocks as they were written, also with other ends of lines", () => {
    expect(found(lines)).toEqual([]);
    expect(editedBlocks([{ file: "haproxy.cfg", text: lines.join("\r\n") }])).toEqual([]);
  });

  it.each([
    ["a line of the operator's", lines.toSpliced(first, 0, "  nbthread 2")],
    ["a line changed", lines.with(first, "  # x")],
    ["a line deleted", lines.toSpliced(first, 1)],
  ])("names the block: %s", (_what, changed) => {
    expect(found(changed)).toEqual([`haproxy.cfg:${first}: the marked block that begins here was edited`]);
  });

  it.each([
    ["its end", lines.toSpliced(end - 1, 1), first],
    ["its beginning", lines.toSpliced(first - 1, 1), end - 1],
  ])("names a mark that is alone, and takes nothing for its block, without %s", (_what, changed, line) => {
    expect(found(changed)).toEqual([`haproxy.cfg:${line}: this mark of a block has no counterpart`]);
    const [{ text: unpatched } = { text: "" }] = unpatchConfig([{ file: "x", text: changed.join("\n") }]);
    expect(unpatched).toContain("stats timeout");
    expect(unpatched).toContain(SITE);
  });
});

it("adds nothing inside a condition, which may be false where HAProxy runs", () => {
  const frontend = [".if version_atleast(2.8)", "http-request deny if { path /x }", ".endif", SITE];

  const { text } = patchOf({ frontend, global: [".if defined(X)", "maxconn 100", ".endif"] });

  const [, inside = ""] = /\.if version.*\n([\s\S]*?)\.endif/.exec(text) ?? [];
  expect(inside.trim()).toBe("http-request deny if { path /x }");
  expect(text).toMatch(/# END haproxy-mcp\n {2}\.if defined\(X\)\n {2}maxconn 100\n {2}\.endif/);
});

describe("adoptableSites", () => {
  const sitesOf = (parts: Parameters<typeof configOf>[0], domains: readonly string[] = []) =>
    adoptableSites(configOf(parts), SETTINGS, domains);

  it.each([
    ["default_backend other", ["frontend inside sends it to other"]],
    ["option httpclose", ["frontend inside does not serve it"]],
    ["use_backend other if { path /x }", ["frontend inside serves it under conditions only"]],
    ["http-request redirect scheme https unless { ssl_fc }", []],
  ])("names another frontend that serves the name in another way: %s", (line, expected) => {
    const more = `frontend inside\n  bind :81\n  use_backend shop if { hdr(host) -i in.example.test }\n  ${line}\nbackend other\n  server s1 192.0.2.2:80\n`;

    const [site] = sitesOf({ more });

    expect(site?.losses.map(({ what }) => what)).toEqual(expected);
  });

  it("names what a wildcard would take along", () => {
    const frontend = [
      "use_backend own if { hdr(host) -i own.example.test }",
      "use_backend shop if { hdr(host) -i same.example.test }",
      "use_backend own if { hdr_reg(host) ^v1 }",
      "use_backend shop if { hdr_end(host) -i .example.test }",
      "use_backend own if { hdr_reg(host) ^v2 }",
    ];

    const sites = sitesOf({ frontend, more: "backend own\n  server s1 192.0.2.2:80\n" });

    expect(sites.map(({ domain, losses }) => [domain, ...losses.map(({ what }) => what)])).toEqual([
      ["own.example.test"],
      ["same.example.test"],
      ["^v1"],
      ["*.example.test", "own.example.test, which has a rule of its own", "names that match ^v1"],
      ["^v2"],
    ]);
  });

  it("lists names that a rule compares a variable of the host with", () => {
    const frontend = [
      "http-request set-var(txn.h) req.hdr(host),lower,field(1,:)",
      "acl shop var(txn.h) -m str shop.example.test",
      "use_backend shop if shop",
      "use_backend shop if { var(txn.h) -m end .blog.example.test }",
    ];

    expect(sitesOf({ frontend }).map(({ domain, backend }) => [domain, backend])).toEqual([
      ["shop.example.test", "shop"],
      ["*.blog.example.test", "shop"],
    ]);
  });

  it.each([
    [
      "a name instead of an address",
      "server s2 shop.internal:80",
      "s2 has no fixed address (shop.internal:80)",
    ],
    [
      "more servers than slots",
      "server s2 192.0.2.2:80\n  server s3 192.0.2.3:80",
      "it has 3 servers, and a pool has 2 slots",
    ],
    [
      "TLS to its servers",
      "default-server ssl verify none\n  server s2 192.0.2.2:443",
      "its servers need ssl",
    ],
    ["a protocol other than HTTP", "mode tcp", "backend shop is not in mode http"],
  ])("reports why a pool can't have it: %s", (_what, line, why) => {
    const [site] = sitesOf({ more: `  ${line}\n` });

    expect(site?.whyNot).toEqual([why]);
  });

  it("leaves out names that are refused, and lists a redirect as HAProxy's own", () => {
    const frontend = [
      "http-request deny if { hdr(host) -i bad.example.test }",
      "http-request redirect location https://shop.example.test if { hdr(host) -i www.example.test }",
      SITE,
    ];

    const sites = sitesOf({ frontend });

    expect(sites.map(({ domain, whyNot }) => [domain, ...whyNot])).toEqual([
      ["www.example.test", "HAProxy itself responds to it"],
      ["shop.example.test"],
    ]);
  });

  it.each([
    ["cookie SRV insert", "cookie"],
    ["balance leastconn", "balance leastconn"],
    ["option httpchk GET /", "httpchk"],
    ["default-server maxconn 10", "maxconn"],
  ])("names what a line of the backend alone sets: %s", (line, what) => {
    const [site] = sitesOf({ more: `  ${line}\n  server s2 192.0.2.2:80\n` });

    expect(site?.losses.map((loss) => loss.what)).toEqual([what]);
  });

  it("reports a keyword that it does not know, and options with arguments of their own", () => {
    const [site] = sitesOf({
      more: "  option forwardfor header X-Client\n  brand-new-keyword 1\n  retries 3\n",
    });

    expect(site?.losses.map(({ what }) => what)).toEqual(["forwardfor", "brand-new-keyword"]);
  });

  it("names what HAProxy does without a keyword, where a pool has it", () => {
    const config = configOf({}).map(({ file, text }) => ({
      file,
      text: text.replace(/ *timeout server.*/, ""),
    }));
    const lost = (version: string | undefined) =>
      adoptableSites(config, { ...SETTINGS, version }).flatMap(({ losses }) =>
        losses.map(({ what }) => what),
      );

    expect(lost("3.4.7-1")).toEqual(["balance random", "timeout server none"]);
    expect(lost("3.2.26-1")).toEqual(["timeout server none"]);
    expect(lost(undefined)).toEqual(["timeout server none"]);
  });
});
