import { describe, expect, it } from "vitest";
import {
  certificateNames,
  covers,
  domainsOf,
  fileStem,
  NAMES_LIMIT,
  nameOfStem,
} from "../src/certificate-names.js";

describe("names of a certificate", () => {
  it("are normalised, the first one first, each once", () => {
    expect(certificateNames(["Bücher.example.", "*.bücher.example", "b.example", "b.EXAMPLE"])).toEqual([
      "xn--bcher-kva.example",
      "*.xn--bcher-kva.example",
      "b.example",
    ]);
  });

  it("leave out names that a wildcard covers, which CAs refuse", () => {
    expect(
      certificateNames(["example.com", "*.example.com", "www.example.com", "a.www.example.com"]),
    ).toEqual(["example.com", "*.example.com", "a.www.example.com"]);
  });

  it.each([
    ["none", []],
    ["one with an underscore", ["a_b.example.com"]],
    ["two asterisks", ["*.*.example.com"]],
    ["shell", ["x';touch pwned;'.example.com"]],
    ["a number", [5]],
    ["too many", Array.from({ length: NAMES_LIMIT + 1 }, (_, i) => `n${i}.example.com`)],
  ])("are refused: %s", (_what, names) => {
    expect(() => certificateNames(names)).toThrow(expect.objectContaining({ code: "INVALID_NAMES" }));
  });

  it("convert to file names with no asterisk and back", () => {
    for (const [name, stem] of [
      ["example.com", "example.com"],
      ["*.example.com", "_wildcard.example.com"],
    ] as const) {
      expect(fileStem(name as never)).toBe(stem);
      expect(nameOfStem(stem)).toBe(name);
    }
    expect(nameOfStem("no name")).toBeUndefined();
    expect(nameOfStem("*.example.com")).toBeUndefined();
  });

  it("match a host as RFC 6125 defines", () => {
    const names = ["example.com", "*.example.com"];
    expect(["example.com", "a.example.com", "*.example.com"].every((name) => covers(names, name))).toBe(true);
    expect(["a.b.example.com", "example.org", "xample.com"].some((name) => covers(names, name))).toBe(false);
    expect(domainsOf(names)).toEqual(["example.com"]);
  });
});
