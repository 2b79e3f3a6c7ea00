import { request, startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proxiesOf } from "../../src/audit/model/proxy.js";
import { serversOf } from "../../src/audit/model/server.js";
import { readConfig } from "../../src/audit/read/read-config.js";
import { createMaps } from "../../src/audit/request/sample.js";
import { endOf, trace } from "../../src/audit/request/trace.js";

const DOMAINS = new Map([
  ["example.com", "m1"],
  ["shop.example.com", "m2"],
  [".wild.test", "m3"],
  ["a.b.test", "m4"],
]);
const BACKENDS = ["a", "b", "dflt", ...DOMAINS.values()];
const HOSTS = [
  "example.com",
  "EXAMPLE.com",
  "example.com:8080",
  "shop.example.com",
  "www.shop.example.com",
  "notexample.com",
  "example.com.evil.test",
  "example.community",
  "x.wild.test",
  "x.y.wild.test",
  "wild.test",
  "axb.test",
  "xa.b.testy",
  "a.test",
  "www.a.test",
  "b.test",
];
/** `MAP` and `LIST` stand for files. */
const FRONTENDS: readonly (readonly string[])[] = [
  ...["str", "beg", "end", "dom", "sub", "dir", "reg"].map((match) => [
    `use_backend %[req.hdr(host),lower,map_${match}(MAP)]`,
    "use_backend a",
    "default_backend dflt",
  ]),
  [
    "use_backend a if { hdr(host) -i a.test } or { hdr(host) -i b.test }",
    "use_backend b unless { hdr_end(host) .test }",
  ],
  [
    "acl site hdr(host) -i -f LIST",
    "acl site hdr_beg(host) www.",
    "use_backend a if site !{ hdr(host) -m sub shop }",
  ],
  [
    "use_backend a if { hdr_dom(host) -i example.com }",
    String.raw`use_backend b if { hdr_sub(host) wild } || { hdr_reg(host) -i ^\D+\.A\.TEST }`,
  ],
  [
    "use_backend a if { var(txn.p) -m found }",
    "http-request set-var(txn.h) req.hdr(host),field(1,:),lower",
    "http-request set-var(txn.p) str(kept)",
    "http-request unset-var(txn.p)",
    "http-request set-var(txn.p) var(txn.h),map_str(MAP)",
    "use_backend b if { var(txn.h),regsub('^[^.]*',''),map_str(MAP) -m found }",
  ],
  [
    "http-request set-var(txn.p) str(m1)",
    "http-request set-var(txn.p) req.hdr(host),map_str(MAP)",
    "use_backend %[var(txn.p)]",
    "use_backend a",
  ],
  [
    "http-request allow if { hdr(host) -i a.test }",
    "http-request return status 200 content-type text/plain string dflt if { hdr_end(host) -i .test }",
    "use_backend a",
  ],
  [
    "http-request set-header host a.test if { hdr(host) b.test }",
    "use_backend a if { hdr(host) example.com }",
    "use_backend %[req.hdr(host),map_str(MAP,b)]",
  ],
  ["use_backend a if !{ hdr(host) -i a.test } !{ hdr(host) -m end .example.com }", "use_backend b if TRUE"],
  [
    "redirect location https://a.test/ if { hdr(host) -i b.test }",
    "http-request deny if { hdr(host) -m beg www }",
    "default_backend b",
  ],
];

const SLOTS = `defaults base
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
  default-server init-addr last,0.0.0.0 check disabled
defaults open from base
  default-server no-check enabled
backend p1 from base
  server s1 unassigned.invalid:80
  server s2 unassigned.invalid:80 enabled
  server s3 unassigned.invalid:80 no-check cookie check
  default-server enabled
  server s4 unassigned.invalid:80
  server s5 unassigned.invalid:80 disabled enabled check no-check check
  server-template t 2 unassigned.invalid:80 disabled
  server-template u 5-6 unassigned.invalid:80 no-check
backend p2 from open
  server s1 127.0.0.9:81
  server s2 unassigned.invalid:80 check
backend p3 from base
  default-server init-addr none
  server s1 unassigned.invalid:80
  server s2 unassigned.invalid:80 init-addr last,127.0.0.8
.if 0
  server s3 unassigned.invalid:80
.elif 1
  server s4 unassigned.invalid:80
.else
  server s5 unassigned.invalid:80
.endif
`;

const textOf = ({ dir, runtimeSocket }: Pick<TestHaproxy, "dir" | "runtimeSocket">) =>
  `global
  stats socket ${runtimeSocket} level admin
${SLOTS}${FRONTENDS.map(
  (rules, i) => `frontend f${i} from base
  bind unix@${dir}/f${i}.sock
${rules.map((rule) => `  ${rule.replace("MAP", `${dir}/${i}/domains.map`).replace("LIST", `${dir}/a.lst`)}\n`).join("")}`,
).join("")}${BACKENDS.map(
  (name) => `backend ${name} from base
  http-request return status 200 content-type text/plain string ${name}
`,
).join("")}`;

const LIST = "# sites\na.test\n";
const MAP = [...DOMAINS].map(([key, value]) => `${key} ${value}\n`).join("");

describe("HA5 the model of a configuration is HAProxy's", () => {
  let haproxy: TestHaproxy;
  beforeAll(async () => {
    haproxy = await startHaproxy({
      config: textOf,
      files: {
        // a file each: HAProxy 2.6 gave map_sub what it had found for map_end in the same file
        ...Object.fromEntries(FRONTENDS.map((_rules, i) => [`${i}/domains.map`, MAP])),
        "a.lst": LIST,
      },
    });
  });
  afterAll(() => haproxy[Symbol.asyncDispose]());

  it("servers: names, disabled, checked, initial address", async () => {
    const shown = await haproxy.runtime("show servers state");
    const proxies = proxiesOf(readConfig(textOf(haproxy)).sections);

    const running = [...shown.matchAll(/^\d+ (p\d) .*$/gm)].map(([row]) => {
      const fields = row.split(" ");
      const [admin, check] = [Number(fields[6]), Number(fields[13])];
      return [fields[1], fields[3], (admin & 4) !== 0, (check & 2) !== 0, fields[4]];
    });
    const modelled = proxies.flatMap((proxy) =>
      serversOf(proxy).flatMap(({ names, isDisabled, isChecked, initAddr, address }) => {
        const initial = initAddr?.split(",").find((method) => /^\d/.test(method)) ?? "-";
        const literal = /^\d/.test(address) ? address.replace(/:.*/, "") : initial;
        return names.map((name) => [proxy.name, name, isDisabled, isChecked, literal]);
      }),
    );
    expect(modelled).toHaveLength(14);
    expect(running).toEqual(modelled);
  });

  it.each(FRONTENDS.map((rules, i) => [i, rules.join(" / ")] as const))(
    "HA3, HA4, HA14 requests through frontend %i: %s",
    async (i) => {
      const { dir } = haproxy;
      const proxy = proxiesOf(readConfig(textOf(haproxy)).sections).find(({ name }) => name === `f${i}`);
      const files = new Map([[`${dir}/a.lst`, LIST]]);
      const maps = createMaps({ mapFile: "domains.map", files }, DOMAINS);

      const fallback = proxy?.effective.find(({ words: [first] }) => first === "default_backend")?.words[1];
      const answers = await Promise.all(
        HOSTS.map(async (host) => {
          const { status, body } = await request({ socketPath: `${dir}/f${i}.sock` }, { host });
          return [host, status === 200 ? body : status];
        }),
      );
      const expected = HOSTS.map((host, at) => {
        const end = proxy && endOf(trace(proxy, host, maps));
        if (end === undefined) return [host, 503];
        const { words } = end.line;
        if (words[0] === "redirect") return [host, 302];
        if (words[0] === "http-request") return [host, words[1] === "deny" ? 403 : "dflt"];
        // what depends on something other than the host is not decided
        return end.backend === undefined ? answers[at] : [host, end.backend ?? fallback ?? 503];
      });
      expect(answers).toEqual(expected);
    },
  );
});
