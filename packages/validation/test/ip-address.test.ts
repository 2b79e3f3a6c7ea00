import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEndpoint, type Port, parseIpAddress, ValidationError } from "../src/index.js";

it.each([
  ["10.0.0.1", "10.0.0.1"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"],
  ["::1", "::1"],
  ["0:0:0:0:0:0:0:1", "::1"],
  ["::ffff:10.0.0.1", "::ffff:10.0.0.1"],
  ["::FFFF:0a00:0001", "::ffff:10.0.0.1"],
  ["fe80::1", "fe80::1"],
])("normalises %s to the form that HAProxy prints: %s", (input, ip) => {
  expect(parseIpAddress(input)).toBe(ip);
});

it.each([
  ["fe80::1%eth0", "zone"],
  ["10.0.0.1%1", "zone"],
  ["localhost", "must be an IPv4 or IPv6 address"],
  ["", "must be an IPv4 or IPv6 address"],
  ["10.0.0", "must be an IPv4 or IPv6 address"],
  ["10.0.0.256", "must be an IPv4 or IPv6 address"],
  ["010.0.0.1", "must be an IPv4 or IPv6 address"],
  ["0x0a.0.0.1", "must be an IPv4 or IPv6 address"],
  ["167772161", "must be an IPv4 or IPv6 address"],
  ["[::1]", "must be an IPv4 or IPv6 address"],
  ["::1]:80", "must be an IPv4 or IPv6 address"],
  ["10.0.0.1:80", "must be an IPv4 or IPv6 address"],
  ["10.0.0.1 ", "must be an IPv4 or IPv6 address"],
  ["10.0.0.1/8", "must be an IPv4 or IPv6 address"],
  ["0.0.0.0", "unspecified"],
  ["::", "unspecified"],
  ["0:0:0:0:0:0:0:0", "unspecified"],
  ["::ffff:0.0.0.0", "unspecified"],
  ["255.255.255.255", "broadcast"],
  ["::ffff:255.255.255.255", "broadcast"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.255", "multicast"],
  ["::ffff:224.0.0.1", "multicast"],
  ["ff02::1", "multicast"],
])("refuses %j: %s", (input, why) => {
  expect(() => parseIpAddress(input)).toThrow(
    expect.objectContaining({ code: "INVALID_ADDRESS", field: "ip", message: expect.stringContaining(why) }),
  );
});

describe("for any address", () => {
  const groups = fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 });
  const spellings = (numbers: readonly number[]) => [
    numbers.map((number) => number.toString(16)).join(":"),
    numbers.map((number) => number.toString(16).padStart(4, "0").toUpperCase()).join(":"),
  ];
  const isOneHost = (numbers: readonly number[]) =>
    (numbers[0] ?? 0) >> 8 !== 0xff && numbers.some((n) => n !== 0);

  it("equal addresses have one text, and other addresses another", () => {
    fc.assert(
      fc.property(groups.filter(isOneHost), groups.filter(isOneHost), (one, other) => {
        const [plain, padded] = spellings(one).map((text) => parseIpAddress(text));
        expect(plain).toBe(padded);
        expect(parseIpAddress(plain)).toBe(plain);
        expect(parseIpAddress(spellings(other)[0]) === plain).toBe(one.join() === other.join());
      }),
    );
  });

  it("an IPv4 address stays as it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.nat(255), (...bytes) => {
        expect(parseIpAddress(bytes.join("."))).toBe(bytes.join("."));
      }),
    );
  });

  it("any other text is a ValidationError", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => {
        try {
          expect(parseIpAddress(parseIpAddress(text))).toBe(parseIpAddress(text));
        } catch (error) {
          expect(ValidationError.isInstance(error)).toBe(true);
        }
      }),
    );
  });
});

it("writes an endpoint, with brackets around IPv6", () => {
  expect(formatEndpoint(parseIpAddress("10.0.0.1"), 80 as Port)).toBe("10.0.0.1:80");
  expect(formatEndpoint(parseIpAddress("2001:db8::1"), 80 as Port)).toBe("[2001:db8::1]:80");
});
