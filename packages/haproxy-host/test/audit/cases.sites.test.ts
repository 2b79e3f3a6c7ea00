import { describe, expect, it } from "vitest";
import { auditConfig, findSite, referencedFiles } from "../../src/index.js";

const MAP = "/opt/haproxy/conf/domains.map";
const settings = {
  pools: { count: 1, slots: 1 },
  mapFile: MAP,
  stateFile: "/opt/haproxy/data/servers.state",
  certsDir: "/opt/haproxy/certs",
  runtime: { port: 9999 },
};
const FOUND = "{ var(txn.pool) -m found }";
const OUR_RULES = [
  "http-request set-var(txn.host) req.hdr(host),host_only,lower",
  `http-request set-var(txn.pool) var(txn.host),map_str(${MAP})`,
  `http-request set-var(txn.suffix) var(txn.host),regsub('^[^.]*','') if !${FOUND}`,
  `http-request set-var(txn.pool) var(txn.suffix),map_str(${MAP}) if !${FOUND}`,
];
const OUR_ROUTE = `use_backend %[var(txn.pool)] if ${FOUND}`;
const OUR_404 = `http-request return status 404 if !${FOUND}`;
const FIRST_RULE = 9;

/** A configuration with nothing wrong but these lines of its frontend, from line 9. */
const configOf = (...lines: readonly string[]) => `global
  stats socket ipv4@127.0.0.1:9999 level admin
  server-state-file /opt/haproxy/data/servers.state
defaults
  mode http
  load-server-state-from-file global
frontend web
  bind :443 ssl crt /opt/haproxy/certs
${lines.map((line) => `  ${line}\n`).join("")}backend pool_1
  server pool_1_1 unassigned.invalid:80 check disabled init-addr last,0.0.0.0
backend a
backend b
`;
const at = (lines: readonly string[], part: string) =>
  FIRST_RULE + lines.findIndex((line) => line.includes(part));
const audit = (lines: readonly string[], more: Partial<Parameters<typeof auditConfig>[1]> = {}) =>
  auditConfig(configOf(...lines), { ...settings, ...more }).map(({ line, message, remedy }) => ({
    line,
    message,
    remedy,
  }));

describe("HA3 our rules and others leave each other's names alone", () => {
  const SITES = [
    "acl site_a hdr(host) -i a.example www.a.example",
    "use_backend a if site_a",
    "use_backend b if { hdr_end(host) -i .b.example }",
  ];

  it.each<[string, readonly string[]]>([
    ["rules that take only the names of the map", [...OUR_RULES, OUR_ROUTE, ...SITES, "default_backend a"]],
    ["our rules below theirs", [...OUR_RULES, ...SITES, OUR_ROUTE]],
    [
      "theirs with an exception",
      [...OUR_RULES, `http-request deny unless { hdr(host) -i a.example } or ${FOUND}`, OUR_ROUTE],
    ],
    [
      "a redirect to HTTPS",
      [
        "http-request redirect scheme https unless { ssl_fc }",
        "redirect scheme https if !{ ssl_fc }",
        ...OUR_RULES,
        OUR_ROUTE,
        ...SITES,
      ],
    ],
    [
      "rules on something other than the host",
      [
        "http-request deny if { src 192.0.2.0/24 }",
        "http-request return status 200 if { path /ping }",
        ...OUR_RULES,
        OUR_ROUTE,
        ...SITES,
      ],
    ],
  ])("finds nothing in %s", (_what, lines) => {
    expect(audit(lines)).toEqual([]);
  });

  it("finds the sites that our 404 and our use_backend without a condition hide", () => {
    const lines = [...OUR_RULES, OUR_404, "use_backend %[var(txn.pool)]", ...SITES];

    expect(audit(lines)).toEqual([
      {
        line: at(lines, "404"),
        message: `this rule takes the requests for 3 names such as a.example, which line ${at(lines, "if site_a")} should route`,
        remedy: `delete line ${at(lines, "404")}`,
      },
      {
        line: at(lines, "%[var(txn.pool)]"),
        message: expect.stringContaining("3 names such as a.example"),
        remedy: `replace line ${at(lines, "%[var(txn.pool)]")} with: ${OUR_ROUTE}`,
      },
    ]);
  });

  it("finds a site of another map, and of a file of patterns, that an inline look-up hides", () => {
    const lines = [
      `use_backend %[req.hdr(host),field(1,:),lower,map_str(${MAP},none)]`,
      "use_backend a if { hdr(host) -i -f /etc/a.lst }",
      "use_backend %[req.hdr(host),lower,map(/etc/sites.map)]",
    ];
    const files = new Map([
      ["/etc/a.lst", "# ours\na.example\n"],
      ["/etc/sites.map", "b.example b\n"],
    ]);

    expect(referencedFiles(configOf(...lines))).toEqual([MAP, "/etc/sites.map", "/etc/a.lst"]);
    expect(audit(lines, { files })).toContainEqual({
      line: FIRST_RULE,
      message: expect.stringContaining("2 names such as a.example"),
      remedy:
        `replace line ${FIRST_RULE} with: use_backend %[req.hdr(host),field(1,:),lower,map_str(${MAP})] ` +
        `if { req.hdr(host),field(1,:),lower,map_str(${MAP}) -m found }`,
    });
  });

  it.each<[string, string, string]>([
    [
      "a 404 of theirs",
      "http-request return status 404 if !{ hdr(host) -i a.example }",
      `http-request return status 404 if !{ hdr(host) -i a.example } !${FOUND}`,
    ],
    [
      "with unless",
      "http-request deny unless { hdr(host) -i a.example }",
      `http-request deny unless { hdr(host) -i a.example } or ${FOUND}`,
    ],
    [
      "with alternatives",
      "http-request deny if !{ hdr(host) -i a.example } or { path / } # all",
      `http-request deny if !{ hdr(host) -i a.example } !${FOUND} or { path / } !${FOUND}`,
    ],
    [
      "with a path",
      "http-request deny if !{ hdr(host) -i a.example } { path /x }",
      `http-request deny if !{ hdr(host) -i a.example } { path /x } !${FOUND}`,
    ],
    ["a route for all", "use_backend a", `use_backend a if !${FOUND}`],
    [
      "a route by another map for all",
      "use_backend %[req.hdr(host),lower,map(/etc/sites.map,a)]",
      `use_backend %[req.hdr(host),lower,map(/etc/sites.map,a)] if !${FOUND}`,
    ],
    [
      "a redirect",
      "redirect location https://www.a.example/ if !{ hdr(host) -i a.example }",
      `redirect location https://www.a.example/ if !{ hdr(host) -i a.example } !${FOUND}`,
    ],
  ])("finds what hides every domain of ours: %s", (_what, line, right) => {
    const lines = [...OUR_RULES, line, OUR_ROUTE];
    const files = new Map([["/etc/sites.map", "b.example b\n"]]);

    expect(audit(lines, { files })).toEqual([
      {
        line: at(lines, line),
        message: expect.stringContaining("this rule takes requests for every name that it does not list"),
        remedy: `replace line ${at(lines, line)} with: ${right}`,
      },
    ]);
    expect(audit([...OUR_RULES, right, OUR_ROUTE], { files })).toEqual([]);
  });

  it("moves our rules above a rule that gets an exception: it needs what they set", () => {
    const lines = ["http-request deny unless { hdr(host) -i a.example }", ...OUR_RULES, OUR_ROUTE];

    expect(audit(lines).map(({ remedy }) => remedy)).toEqual([
      `insert the routing rules above line 9, and their use_backend above line ${at(lines, OUR_ROUTE)}; ` +
        `replace line 9 with: http-request deny unless { hdr(host) -i a.example } or ${FOUND}`,
    ]);
  });

  it("finds the domains of the map that a rule of theirs takes", () => {
    const lines = [...OUR_RULES, ...SITES, OUR_ROUTE];
    const files = new Map([[MAP, "www.a.example pool_1\n.b.example pool_1\nc.example pool_1\n"]]);

    expect(audit(lines, { files }).map(({ line, message }) => [line, message])).toEqual([
      [at(lines, "if site_a"), expect.stringContaining("takes the requests for www.a.example of")],
      [at(lines, ".b.example"), expect.stringContaining("takes the requests for .b.example of")],
    ]);
  });

  it("says where the rules go, and what must make way for them", () => {
    const missing = (...lines: readonly string[]) => audit(lines).map(({ remedy }) => remedy);

    expect(missing(...SITES)).toEqual([`insert the routing rules above line ${at(SITES, "use_backend a")}`]);
    const deny = ["http-request deny unless { hdr(host) -i a.example }", ...SITES];
    expect(missing(...deny)).toEqual([
      `insert the routing rules above line 9, and their use_backend above line ${at(deny, "use_backend a")}; ` +
        `replace line 9 with: http-request deny unless { hdr(host) -i a.example } or ${FOUND}`,
    ]);
  });
});

describe("HA4 look-ups that match more than the name", () => {
  const lookUp = (converter: string) => [
    ...OUR_RULES.map((rule) => rule.replace("map_str", converter)),
    OUR_ROUTE,
  ];

  it.each(["map_dom", "map_end", "map_sub", "map_beg", "map_reg", "map_dom_str"])("%s", (converter) => {
    expect(audit(lookUp(converter))).toEqual([
      {
        line: FIRST_RULE + 1,
        message: expect.stringMatching(`^${converter} matches names below and around those in `),
        remedy: [1, 3].map((i) => `replace line ${FIRST_RULE + i} with: ${OUR_RULES[i]}`).join("; "),
      },
    ]);
  });

  it.each(["map_str", "map", "map_str_str"])("%s is right", (converter) => {
    expect(audit(lookUp(converter))).toEqual([]);
  });

  it("the whole way in one line of the original system", () => {
    expect(audit([`use_backend %[req.hdr(host),lower,map_dom(${MAP},a)]`])).toEqual([
      {
        line: FIRST_RULE,
        message: expect.stringContaining("map_dom matches"),
        remedy:
          `replace line ${FIRST_RULE} with: use_backend %[req.hdr(host),lower,map_str(${MAP},a)]; ` +
          `insert the routing rules above line ${FIRST_RULE}`,
      },
    ]);
  });
});

describe("HA14 the operator's own rule for a name", () => {
  const site = (name: string, ...lines: readonly string[]) => {
    const files = new Map([
      ["/etc/a.lst", "a.example\n"],
      ["/etc/sites.map", "a.example a\n.example b\n"],
    ]);
    const found = findSite(configOf(...OUR_RULES, OUR_ROUTE, ...lines), name, { mapFile: MAP, files });
    return found && [found.line.text, found.backend];
  };

  it.each([
    "use_backend a if { hdr(host) -i A.example }",
    "use_backend a if { req.hdr(host),lower,field(1,:) -m str a.example b.example }",
    "use_backend a if { hdr_dom(host) -i example }",
    "use_backend a if { hdr_end(host) -i .example }",
    "use_backend a if { hdr_beg(host) a. }",
    "use_backend a if { hdr(host) -m reg -i ^a[.] }",
    "use_backend a if { hdr(host) -i -f /etc/a.lst } { path_beg /api }",
    "use_backend a if { req.ssl_sni -i a.example }",
    "use_backend a if { ssl_fc_sni a.example } METH_GET",
  ])("%s", (line) => {
    expect(site("a.example", line)).toEqual([line, "a"]);
    expect(site("other.test", line)).toBeUndefined();
  });

  it.each([
    String.raw`use_backend a if { hdr_reg(host) -i ^SHOP\d+\.a\.example$ }`,
    String.raw`use_backend a if { hdr(host) -m reg -i ^\D+1[.]a\.example$ }`,
  ])("%s", (line) => {
    expect(site("shop1.a.example", line)).toEqual([line, "a"]);
    expect(site("shopd.a.example", line)).toBeUndefined();
  });

  it.each([
    "use_backend %[req.hdr(host),lower,map(/etc/sites.map)]",
    "use_backend %[req.hdr(host),lower,map_end(/etc/sites.map,b)]",
  ])("%s", (line) => {
    expect(site("a.example", line)?.[0]).toBe(line);
    expect(site("other.test", line)).toBeUndefined();
  });

  it("a redirect, and a site below a wildcard", () => {
    const redirect = "http-request redirect prefix https://www.a.example if { hdr(host) -i a.example }";
    expect(site("a.example", redirect)).toEqual([redirect, undefined]);
    expect(site(".example", redirect)).toEqual([redirect, undefined]);
    expect(site(".other", redirect)).toBeUndefined();
  });

  it("no rule serves a name that it refuses, or that it serves with all others", () => {
    expect(
      site("a.example", "http-request deny if { hdr(host) a.example }", "default_backend a"),
    ).toBeUndefined();
    expect(site("a.example", "use_backend a if { path / }", "use_backend b")).toBeUndefined();
    expect(
      site("a.example", "http-request set-header host x", "use_backend b if { hdr(host) a.example }"),
    ).toBeUndefined();
  });
});
