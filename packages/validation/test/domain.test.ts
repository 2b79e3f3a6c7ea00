import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWildcard, parseDomain, parseDomainPattern, ValidationError } from "../src/index.js";

const label63 = "a".repeat(63);
/** Of 253 characters. */
const longest = `${label63}.${label63}.${label63}.${"a".repeat(61)}`;
const invalid = (field: string) => expect.objectContaining({ code: "INVALID_DOMAIN", field });

describe("parseDomain", () => {
  it.each([
    ["example.com", "example.com"],
    ["API.Example.COM", "api.example.com"],
    ["example.com.", "example.com"],
    ["a-b.example.com", "a-b.example.com"],
    ["r3---sn.example.com", "r3---sn.example.com"],
    ["1.example.com", "1.example.com"],
    ["3com.example", "3com.example"],
    ["münchen.de", "xn--mnchen-3ya.de"],
    ["MÜNCHEN.DE.", "xn--mnchen-3ya.de"],
    ["XN--MNCHEN-3YA.de", "xn--mnchen-3ya.de"],
    ["faß.de", "xn--fa-hia.de"],
    ["日本語。jp", "xn--wgv71a119e.jp"],
    ["ｅｘａｍｐｌｅ.com", "example.com"],
    ["demo.localhost", "demo.localhost"],
    [`${label63}.com`, `${label63}.com`],
    [longest, longest],
    [`${longest}.`, longest],
  ])("reads %j as %j", (input, domain) => {
    expect(parseDomain(input)).toBe(domain);
  });

  it.each([
    "",
    ".",
    "..",
    "localhost",
    "com.",
    "a..b",
    ".example.com",
    "-a.com",
    "a-.com",
    "a_b.com",
    "a b.com",
    " example.com",
    "example.com\n",
    "x;y.com",
    "*.example.com",
    "ex%61mple.com",
    "http://example.com",
    "example.com/",
    "example.com:80",
    "user@example.com",
    "1.2.3.4",
    "example.1",
    "example.0x1f",
    "[::1]",
    `a${label63}.com`,
    `a${longest}`,
    "x".repeat(2_000),
    "xn--zzzz--.com",
    "xn--.com",
    "a\u00ad.\u0000com",
  ])("refuses %j", (input) => {
    expect(() => parseDomain(input)).toThrow(invalid("domain"));
  });

  it.each([undefined, null, 1, {}, ["example.com"]])("refuses %j, which is not text", (input) => {
    expect(() => parseDomain(input)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", field: "domain" }),
    );
  });

  it("names the given field", () => {
    expect(() => parseDomain("-", "alias_of")).toThrow(invalid("alias_of"));
  });
});

describe("parseDomainPattern", () => {
  it.each([
    ["*.Example.com.", "*.example.com", true],
    ["*.münchen.de", "*.xn--mnchen-3ya.de", true],
    [`*.${longest.slice(2)}`, `*.${longest.slice(2)}`, true],
    ["example.com", "example.com", false],
  ])("reads %j as %j", (input, pattern, wildcard) => {
    const parsed = parseDomainPattern(input);

    expect(parsed).toBe(pattern);
    expect(isWildcard(parsed)).toBe(wildcard);
  });

  it.each([
    "*",
    "*.",
    "*.com",
    "*example.com",
    "a.*.com",
    "**.example.com",
    "*.*.example.com",
    `*.${longest.slice(1)}`,
  ])("refuses %j", (input) => {
    expect(() => parseDomainPattern(input)).toThrow(invalid("domain"));
  });
});

describe.each([
  ["parseDomain", parseDomain, /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/],
  ["parseDomainPattern", parseDomainPattern, /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/],
] as const)("%s, for any text,", (_name, parse, form) => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.domain(),
    fc
      .array(
        fc.oneof(fc.constantFrom("*", ".", "-", "xn--", "ß", "É", "1", "。"), fc.string({ maxLength: 4 })),
      )
      .map((parts) => parts.join("")),
  );

  it("returns a safe name that parses to itself, or throws a ValidationError", () => {
    fc.assert(
      fc.property(anything, (input) => {
        let parsed: string;
        try {
          parsed = parse(input);
        } catch (error) {
          expect(ValidationError.isInstance(error)).toBe(true);
          return;
        }
        expect(parsed).toMatch(form);
        expect(parsed.length).toBeLessThanOrEqual(253);
        expect(parse(parsed)).toBe(parsed);
      }),
      { numRuns: 2_000 },
    );
  });
});
