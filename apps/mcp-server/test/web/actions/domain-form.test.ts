import { describe, expect, it } from "vitest";
import { addDomain } from "../../../src/tools/catalog/domains/add-domain.js";
import { createArgumentReader } from "../../../src/tools/read-arguments.js";
import { formFieldOf, toDomainArguments, wildcardHint } from "../../../web/actions/domain-form.js";
import { formatEndpoint, mayBeAddress, readEndpoint } from "../../../web/actions/endpoint.js";

const read = createArgumentReader(addDomain.input);
const form = {
  domain: " shop.example.com ",
  servers: ["", "127.0.0.1:8080", "[::1]:81", "::1"],
  aliases: "a.example.com, b.example.com\n",
};

/** The error of the tool for a form, as the page gets it. */
function errorOf(given: typeof form) {
  try {
    read(toDomainArguments(given));
  } catch (error) {
    const { code, field, message } = error as { code: string; field: string; message: string };
    return { code, field, message };
  }
  throw new Error("the tool takes it");
}

it("becomes the arguments that the tool takes", () => {
  const found = toDomainArguments(form);

  expect(found).toEqual({
    domain: "shop.example.com",
    servers: [{ ip: "127.0.0.1", http_port: 8080 }, { ip: "::1", http_port: 81 }, { ip: "::1" }],
    aliases: ["a.example.com", "b.example.com"],
  });
  expect(read(found)).toMatchObject({
    domain: "shop.example.com",
    aliases: ["a.example.com", "b.example.com"],
  });
  expect(toDomainArguments({ domain: "a.example.com", servers: [" "], aliases: " " })).toEqual({
    domain: "a.example.com",
  });
});

describe("the field that an error is about", () => {
  it.each([
    [{ ...form, domain: "no domain" }, "domain"],
    [{ ...form, domain: "" }, "domain"],
    [{ ...form, servers: ["", "127.0.0.1", "300.0.0.1"] }, "servers.2"],
    [{ ...form, servers: ["127.0.0.1:99999"] }, "servers.0"],
    [{ ...form, servers: ["127.0.0.1:http"] }, "servers.0"],
    [{ ...form, servers: ["web1"] }, "servers.0"],
    [{ ...form, aliases: "a.example.com -x-" }, "aliases"],
  ])("%j: %s", (given, field) => {
    expect(formFieldOf(errorOf(given), given)).toBe(field);
  });

  it("is none for another error", () => {
    expect(formFieldOf({ code: "NO_FREE_POOL", message: "no pool is free" }, form)).toBeUndefined();
  });
});

it("says what a wildcard matches", () => {
  expect(wildcardHint("*.example.com")).toContain("every name below example.com");
  expect(wildcardHint("www.example.com")).toBeUndefined();
});

it.each(["10.0.0.1:8080", "[2001:db8::1]:80", "10.0.0.1"])("reads and writes %s", (text) => {
  const { ip, http_port } = readEndpoint(text);

  expect(formatEndpoint(ip, http_port)).toBe(text);
});

it.each(["127.0.0.1", "127.0.0.1:80", "::1", "[::1]:80"])("asks whether %s is reachable", (text) => {
  expect(mayBeAddress(text)).toBe(true);
});

it.each(["", "web1", "300.1.1.1", "10.0.0", "10.0.0.x:80"])(
  "does not ask whether %j is reachable",
  (text) => {
    expect(mayBeAddress(text)).toBe(false);
  },
);
