import { expect, it } from "vitest";
import { z } from "zod";
import {
  domainPatternSchema,
  ipAddressSchema,
  parse,
  portSchema,
  serverStateSchema,
  slotSchema,
  ValidationError,
  weightSchema,
} from "../src/index.js";

const request = z.strictObject({
  domain: domainPatternSchema,
  servers: z.array(z.strictObject({ ip: ipAddressSchema, http_port: portSchema })).max(2),
});
const good = { domain: "example.com", servers: [{ ip: "::1", http_port: 80 }] };

it.each([
  [{ ...good, domain: "-" }, "INVALID_DOMAIN", "domain"],
  [
    { ...good, servers: [good.servers[0], { ip: "::1", http_port: 0 }] },
    "OUT_OF_RANGE",
    "servers[1].http_port",
  ],
  [{ ...good, servers: [{ ip: "::", http_port: 80 }] }, "INVALID_ADDRESS", "servers[0].ip"],
  [{ ...good, servers: [good.servers[0], good.servers[0], good.servers[0]] }, "OUT_OF_RANGE", "servers"],
  [{ domain: "example.com" }, "INVALID_INPUT", "servers"],
  [{ ...good, colour: "red" }, "INVALID_INPUT", ""],
  ["text", "INVALID_INPUT", ""],
])("names code and field of %j", (input, code, field) => {
  expect(() => parse(request, input)).toThrow(expect.objectContaining({ code, field }));
});

it("prefixes nested fields with the outer field", () => {
  expect(() => parse(request, { ...good, domain: "-" }, "request")).toThrow(
    expect.objectContaining({ field: "request.domain" }),
  );
});

it("reports every issue, in order", () => {
  expect(() => parse(request, { domain: "-", servers: [{ ip: "x", http_port: 0 }] })).toThrow(
    /^domain: .+; servers\[0\]\.ip: .+; servers\[0\]\.http_port: .+$/,
  );
});

it.each([
  ["domain", domainPatternSchema, { type: "string" }],
  ["ip", ipAddressSchema, { type: "string" }],
  ["port", portSchema, { type: "integer", minimum: 1, maximum: 65_535 }],
  ["slot", slotSchema, { type: "integer", minimum: 1, maximum: 1_000 }],
  ["weight", weightSchema, { type: "integer", minimum: 0, maximum: 256 }],
  ["state", serverStateSchema, { type: "string", enum: ["ready", "drain", "maint"] }],
])("has a plain JSON Schema for a %s", (_name, schema, json) => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input" });

  expect(rest).toEqual(json);
});

it("recognises its errors across two copies of the package, and no others", () => {
  const copy = Object.create(null, {
    [Symbol.for("@haproxy-mcp/validation.ValidationError")]: { value: true },
  });

  expect(ValidationError.isInstance(copy)).toBe(true);
  expect(ValidationError.isInstance(new ValidationError("INVALID_INPUT", "a", "b"))).toBe(true);
  expect(ValidationError.isInstance(new Error("a"))).toBe(false);
  expect(ValidationError.isInstance(undefined)).toBe(false);
});
