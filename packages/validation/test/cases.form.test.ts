import { isIP, SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  domainPatternSchema,
  ipAddressSchema,
  numberFromText,
  parseForm,
  portSchema,
  serverSchema,
  slotSchema,
} from "../src/index.js";

describe("LI7 a form", () => {
  const server = { ip: "2001:db8::1", port: 8080, weight: 2, state: "drain" };

  it("gives typed values from text", () => {
    const fields = { ip: " 2001:DB8::1 ", port: "8080", weight: "2", state: "drain" };

    for (const form of [
      fields,
      new URLSearchParams(fields),
      new Map(Object.entries(fields)),
      formData(fields),
    ])
      expect(parseForm(serverSchema, form)).toEqual({ ok: true, value: server });
  });

  it("gives what is left empty its default", () => {
    expect(parseForm(serverSchema, { ip: "10.0.0.1", port: "", weight: "  " })).toEqual({
      ok: true,
      value: { ip: "10.0.0.1", port: 80, weight: 1, state: "ready" },
    });
  });

  it("gives one message for each field that is not valid", () => {
    expect(parseForm(serverSchema, { ip: "10.0.0", port: "99999", weight: "2.5", state: "up" })).toEqual({
      ok: false,
      messages: {
        ip: "must be an IPv4 or IPv6 address, such as 10.0.0.1 or 2001:db8::1",
        port: "must be a whole number from 1 to 65535",
        weight: "must be a whole number from 0 to 256",
        state: "must be ready, drain or maint",
      },
    });
  });

  it("names a required field that is missing or empty", () => {
    for (const fields of [{}, { domain: "" }, { domain: " " }])
      expect(parseForm(z.object({ domain: domainPatternSchema }), fields)).toEqual({
        ok: false,
        messages: { domain: "is required" },
      });
  });

  it.each(["0x50", "8e1", "+80", "80.0", "８０", "eighty", "Infinity", "-1"])(
    "refuses %j as a port",
    (port) => {
      expect(parseForm(serverSchema, { ip: "10.0.0.1", port })).toEqual({
        ok: false,
        messages: { port: "must be a whole number from 1 to 65535" },
      });
    },
  );

  it("takes a form of one's own", () => {
    const schema = z
      .strictObject({
        ip: ipAddressSchema,
        from: numberFromText(portSchema),
        to: numberFromText(portSchema),
        slot: numberFromText(slotSchema.optional()),
      })
      .refine(({ from, to }) => from <= to, { message: "must not be before the first port", path: ["to"] });

    expect(parseForm(schema, { ip: "10.0.0.1", from: "80", to: "79", slot: "" })).toEqual({
      ok: false,
      messages: { to: "must not be before the first port" },
    });
    expect(parseForm(schema, { ip: "10.0.0.1", from: "80", to: "80", colour: "red" })).toMatchObject({
      messages: { "": expect.stringContaining("colour") },
    });
  });
});

describe("LI7 without node:net", () => {
  const bytes = (most: number) => fc.nat(most).map((number) => number.toString(16));
  const spelled = fc.oneof(
    fc.ipV6(),
    fc.ipV4(),
    fc.ipV4Extended(),
    fc
      .array(fc.constantFrom(":", "::", "0", "1", "ffff", "FF02", "1.2.3.4", "0.0", ".", "%"), {
        maxLength: 9,
      })
      .map((parts) => parts.join("")),
    fc
      .tuple(fc.constantFrom("::", "::ffff:", "::ffff:0:", "1::"), bytes(0xffff), bytes(0xffff))
      .map(([prefix, high, low]) => `${prefix}${high}:${low}`),
  );

  it("an address is read and printed as node:net does", () => {
    fc.assert(
      fc.property(spelled, (text) => {
        const { data, error } = ipAddressSchema.safeParse(text);
        if (data !== undefined) expect(data).toBe(printedByNode(text));
        else if (isIP(text) !== 0) expect(error?.issues[0]?.message).toMatch(/one host|zone id/);
      }),
      { numRuns: 2_000 },
    );
  });
});

function formData(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

function printedByNode(text: string): string {
  return new SocketAddress({ address: text, family: isIP(text) === 6 ? "ipv6" : "ipv4" }).address;
}
