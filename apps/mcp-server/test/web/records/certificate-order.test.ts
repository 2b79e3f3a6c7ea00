import { describe, expect, it } from "vitest";
import type { CertificateRow } from "../../../src/page/model.js";
import {
  countStates,
  lookedAt,
  lostWithout,
  managerOf,
  matches,
  servedInWords,
  stateInWords,
  usersOf,
  worstFirst,
} from "../../../web/records/certificate-order.js";

const row = (name: string, more: Partial<CertificateRow> = {}): CertificateRow => ({
  name,
  names: [name],
  state: "valid",
  managed: true,
  served: "yes",
  days_left: 60,
  ...more,
});

describe("order", () => {
  it("begins with what users lose now, and ends with what has most days left", () => {
    const rows = [
      row("long"),
      row("short", { days_left: 40 }),
      row("due", { state: "due", days_left: 20 }),
      row("failed", { state: "failed" }),
      row("soon", { days_left: 13, managed: false }),
      row("unserved", { served: "no" }),
      row("twice", { conflicts: ["other.pem"] }),
      row("missing", { state: "missing", days_left: undefined }),
      row("expired", { state: "expired", days_left: -1 }),
    ];

    expect(worstFirst(rows).map(({ name }) => name)).toEqual([
      "expired",
      "missing",
      "unserved",
      "failed",
      "twice",
      "soon",
      "due",
      "short",
      "long",
    ]);
    expect(countStates(rows)).toBe("1 expired · 1 missing · 1 failed · 1 due · 5 valid");
  });

  it("shows one that ends soon as due, whoever renews it", () => {
    expect(lookedAt(row("a", { days_left: 13 }))).toBe("due");
    expect(lookedAt(row("a", { days_left: 14 }))).toBe("valid");
    expect(lookedAt(row("a", { state: "expired", days_left: -1 }))).toBe("expired");
  });
});

it("filters by names, issuer and state", () => {
  const one = row("a.test", { names: ["a.test", "Shop.test"], issuer: "R11" });

  expect(["a.te", "shop", "r11", "VALID", " shop "].every((text) => matches(one, text))).toBe(true);
  expect(matches(one, "other")).toBe(false);
});

it.each([
  [row("a"), "60 d"],
  [row("a", { state: "expired", days_left: -2 }), "expired 2 d ago"],
  [row("a", { state: "failed", days_left: 9 }), "failed, 9 d"],
  [row("a", { state: "missing", days_left: undefined }), "missing"],
])("describes the state of %j", (one, words) => expect(stateInWords(one)).toBe(words));

it.each([
  [row("a"), "yes"],
  [row("a", { served: "no" }), "no: clients get another certificate"],
  [row("a", { served: "unknown" }), "not known"],
  [
    row("a", { file: "a.pem", conflicts: ["b.pem", "c.pem"] }),
    "yes; a.pem and b.pem, c.pem are for the same names",
  ],
])("says whether memory and disk are the same: %#", (one, words) => expect(servedInWords(one)).toBe(words));

it.each([
  [{ driver: "acme.sh" }, "haproxy-mcp (acme.sh)"],
  [{ driver: "acme.sh", managed: false }, "acme.sh, which does not renew it"],
  [{ managed: false }, "by hand: nothing here renews it"],
])("says who renews it: %j", (more, words) => expect(managerOf(row("a", more))).toBe(words));

describe("which domain gets which certificate", () => {
  const rows = [
    row("example.test", { names: ["example.test", "*.example.test"] }),
    row("shop.example.test", { names: ["shop.example.test"] }),
    row("second", { names: ["shop.example.test"] }),
  ];
  const routed = [
    "example.test",
    "shop.example.test",
    "api.example.test",
    "*.example.test",
    "a.b.example.test",
    "x.test",
  ];

  it("is the one for its name, or else the wildcard's of one label", () => {
    expect([...usersOf(rows, routed)]).toEqual([
      ["example.test", ["example.test", "api.example.test", "*.example.test"]],
      ["shop.example.test", ["shop.example.test"]],
    ]);
  });

  it("is lost where no other is for it, or only an expired one", () => {
    const [wide, shop] = rows as [CertificateRow, CertificateRow];
    const expired = { ...wide, state: "expired" as const };

    expect(lostWithout(rows, wide, ["example.test", "api.example.test"])).toEqual([
      "example.test",
      "api.example.test",
    ]);
    expect(lostWithout([wide, shop], shop, ["shop.example.test"])).toEqual([]);
    expect(lostWithout([expired, shop], shop, ["shop.example.test"])).toEqual(["shop.example.test"]);
  });
});
