import { describe, expect, it } from "vitest";
import type { CertificateRow, FindingsPart } from "../../../src/page/model.js";
import { whatChanged } from "../../../web/frame/what-changed.js";
import { certificateFinder } from "../../../web/overview/certificate-of.js";
import { problemsOf, titleOf, verdictOf, worstFirst } from "../../../web/overview/problems.js";
import { certificate, domain, domains, server } from "./values.js";

const since = "2026-11-21T02:58:11Z";
const pay = domain(1, "pay.example.com", {
  status: "down",
  since,
  servers: [1, 2, 3].map((slot) => server("DOWN", { slot, check: "HTTP status 503 in 14 ms" })),
});
const api = domain(2, "api.example.com", {
  status: "degraded",
  servers: [server("UP"), server("DOWN", { slot: 2, check: "timed out" }), server("DRAIN", { slot: 3 })],
});
const shop = domain(3, "shop.example.com");
const none: FindingsPart = { findings: [], uncertain: [], drift: [], driftCount: 0, checkedAt: since };

function titlesOf(known: Parameters<typeof problemsOf>[0]) {
  return problemsOf(known).map(({ title }) => title);
}

describe("problemsOf", () => {
  it("says which domain, since when and why, each reason once", () => {
    const [first, second] = problemsOf({
      domains: domains(shop, api, pay),
      certificates: undefined,
      findings: undefined,
    });
    expect(first).toEqual({
      status: "down",
      title: "pay.example.com is down",
      details: ["0 of 3 servers up", "10.0.0.1:80 and 2 more: HTTP status 503 in 14 ms"],
      since,
      to: "/ui/d/pay.example.com",
    });
    expect(second?.details).toEqual(["1 of 3 servers up", "10.0.0.2:80: timed out", "10.0.0.3:80: DRAIN"]);
  });

  it("puts what users lose before what they will", () => {
    const certificates = [
      certificate("a.example.com", { state: "due", days_left: 9 }),
      certificate("b.example.com", { state: "expired", days_left: -2 }),
      certificate("c.example.com", { state: "due", days_left: 29 }),
      certificate("d.example.com", { days_left: 3 }),
      certificate("e.example.com", { managed: false, days_left: 3 }),
    ];
    expect(titlesOf({ domains: domains(api, pay), certificates, findings: none })).toEqual([
      "pay.example.com is down",
      "Certificate of b.example.com",
      "api.example.com is degraded",
      "Certificate of a.example.com",
      "Certificate of e.example.com",
    ]);
  });

  it("has differences and uncertain lines last, as minor ones", () => {
    const findings: FindingsPart = {
      ...none,
      driftCount: 2,
      uncertain: ["a", "b", "c", "d"].map((name) => ({
        ...{ severity: "error", about: "COMMENTED", message: "", remedy: "", running: "", atReload: "" },
        name,
      })),
      findings: [{ severity: "error", about: "host", message: "The disk is full", remedy: "free some" }],
    };
    const problems = problemsOf({ domains: domains(pay), certificates: [], findings });
    expect(problems.map(({ title, isMinor = false }) => [title, isMinor])).toEqual([
      ["pay.example.com is down", false],
      ["The disk is full", false],
      ["2 differences from the files", true],
      ["4 uncertain lines: a, b, c, …", true],
    ]);
  });
});

describe("verdictOf", () => {
  it.each([
    [[], "No domains yet"],
    [[shop], "shop.example.com is up"],
    [[shop, domain(9, "x.example.com")], "All 2 domains are up"],
    [[shop, pay], "pay.example.com is down"],
    [[shop, pay, api], "pay.example.com is down, 1 degraded"],
    [[pay, { ...pay, pool: 7, names: ["q.example.com"] }], "pay.example.com and q.example.com are down"],
    [[pay, { ...pay, pool: 7 }, { ...pay, pool: 8 }], "3 domains are down"],
    [[shop, api], "api.example.com is degraded, none down"],
    [
      [shop, domain(4, "n.example.com", { status: "no_servers" })],
      "n.example.com is without servers, none down",
    ],
    [
      [api, pay, domain(4, "n.example.com", { status: "no_servers" })],
      "pay.example.com is down, 1 without servers, 1 degraded",
    ],
    [[domain(4, "n.example.com", { status: "checking" })], "n.example.com is checking"],
  ])("%#", (rows, text) => {
    expect(verdictOf({ domains: domains(...rows), certificates: undefined, findings: undefined }).text).toBe(
      text,
    );
  });

  it("counts an expired certificate that clients get", () => {
    const expired = certificate("shop.example.com", { state: "expired", days_left: -1 });
    const of = (...certificates: readonly CertificateRow[]) =>
      verdictOf({ domains: domains(shop), certificates, findings: none });
    expect(of(expired)).toEqual({
      status: "expired",
      text: "The certificate of shop.example.com has expired",
    });
    expect(of(expired, expired).text).toBe("2 certificates have expired");
    expect(of({ ...expired, served: "no" }).status).toBe("healthy");
    const down = verdictOf({ domains: domains(shop, pay), certificates: [expired], findings: none });
    expect(down.status).toBe("down");
  });
});

it("puts the worst domains first, then by name", () => {
  const order = worstFirst([shop, domain(8, "a.example.com"), api, pay]).map(({ names }) => names[0]);
  expect(order).toEqual(["pay.example.com", "api.example.com", "a.example.com", "shop.example.com"]);
});

it("says the problems in the title", () => {
  const problems = problemsOf({ domains: domains(pay, api), certificates: [], findings: none });
  expect(titleOf("Overview", problems)).toBe("(2) pay.example.com down – HAProxy");
  expect(titleOf("Overview", [])).toBe("Overview – HAProxy");
});

describe("certificateFinder", () => {
  const wildcard = certificate("*.example.com", { days_left: 20 });
  const old = certificate("shop.example.com", { days_left: 3, served: "no" });
  const own = certificate("shop.example.com", { days_left: 80 });

  it("finds that of the name before that of its wildcard, and the one that is served", () => {
    const find = certificateFinder([wildcard, old, own]);
    expect(find(["shop.example.com"])).toBe(own);
    expect(find(["pay.example.com"])).toBe(wildcard);
    expect(find(["example.com"])).toBeUndefined();
    expect(find(["a.b.example.com"])).toBeUndefined();
  });

  it("finds the first of several while it is not known which is served, as HAProxy loads them in that order", () => {
    const first = { ...old, served: "unknown" as const };
    expect(certificateFinder([first, { ...own, served: "unknown" }])(["shop.example.com"])).toBe(first);
  });

  it("finds of several names the one that ends first", () => {
    expect(certificateFinder([wildcard, own])(["shop.example.com", "pay.example.com"])).toBe(wildcard);
  });
});

describe("whatChanged", () => {
  const haproxy = { isUp: true, target: "/run/haproxy.sock" };
  const seen = { haproxy, domains: domains(shop, api) };

  it("says states alone, at most three by name", () => {
    const down = [1, 2, 3, 4, 5].map((pool) => domain(pool, `d${pool}.example.com`, { status: "down" }));
    const before = {
      haproxy,
      domains: domains(...down.map((row) => ({ ...row, status: "healthy" as const }))),
    };
    expect(whatChanged(before, { haproxy, domains: domains(...down) })).toBe(
      "d1.example.com: Down, d2.example.com: Down, d3.example.com: Down, and 2 more",
    );
    expect(whatChanged(seen, { haproxy, domains: domains(shop, { ...api, servers: [] }) })).toBe("");
  });

  it("says nothing of what the page shows first, or of a new domain", () => {
    expect(whatChanged({ haproxy: undefined, domains: domains() }, seen)).toBe("");
    expect(whatChanged({ haproxy, domains: domains(shop) }, seen)).toBe("");
  });

  it("says that HAProxy does not respond, and that it does again", () => {
    const down = { ...seen, haproxy: { ...haproxy, isUp: false } };
    expect(whatChanged(seen, down)).toBe("HAProxy does not respond");
    expect(whatChanged(down, seen)).toBe("HAProxy responds again");
  });
});
