import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { line, RuntimeApiError, word } from "../src/index.js";
import { assertSendable, MAX_REQUEST_BYTES, MAX_WORDS } from "../src/line.js";

const unsafe = expect.objectContaining({ code: "UNSAFE_ARGUMENT", sent: false });

describe("word", () => {
  it.each([
    ["plain", "plain"],
    ["a b", "a\\ b"],
    ["a;b", "a\\;b"],
    ["a\\b", "a\\\\b"],
    ["café ☃", "café\\ ☃"],
    ["a<b<", "a<b<"],
    ['"quoted"', '"quoted"'],
  ])("writes %j as %j", (value, written) => {
    expect(word(value)).toBe(written);
  });

  it.each(["", "a\nb", "a\rb", "\u0000", "\u007f", "\ud800", "<<", "<<EOF", "a <<", "a<<b"])(
    "refuses %j",
    (value) => {
      expect(() => word(value)).toThrow(unsafe);
    },
  );

  it("makes one word of any text that it accepts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        let written: string;
        try {
          written = word(text);
        } catch (error) {
          expect(RuntimeApiError.isInstance(error)).toBe(true);
          return;
        }
        expect(written).not.toMatch(/(?<!\\)(?:\\\\)*[ ;]/);
        expect(written.replaceAll(/\\(.)/gu, "$1")).toBe(text);
      }),
    );
  });
});

it("escapes values in a line, and leaves its own words alone", () => {
  expect(line`add map ${"/a b"} ${"k"} ${1}`).toBe("add map /a\\ b k 1");
});

describe("a line", () => {
  it("of the maximum length and with the most words is sent", () => {
    expect(() => assertSendable({ line: "x".repeat(MAX_REQUEST_BYTES - 2) })).not.toThrow();
    expect(() =>
      assertSendable({ line: Array.from({ length: MAX_WORDS }, () => "w").join(" ") }),
    ).not.toThrow();
    expect(() => assertSendable({ line: "one\\;two \\\\ a\\ b" })).not.toThrow();
  });

  it.each([
    ["is too long", "x".repeat(MAX_REQUEST_BYTES - 1)],
    ["is too long in bytes", "é".repeat(MAX_REQUEST_BYTES / 2)],
    ["has too many words", Array.from({ length: MAX_WORDS + 1 }, () => "w").join(" ")],
    ["contains two commands", "show info;show map"],
    ["hides a second command after an escaped backslash", "show info\\\\;show map"],
    ["contains two lines", "show info\nshow map"],
    ["starts a payload", "add map /m <<"],
    ["starts a payload after a quoted space", "add map /m k v\\ <<"],
    ["is empty", " "],
  ])("that %s is not", (_why, text) => {
    expect(() => assertSendable({ line: text })).toThrow(unsafe);
  });
});

describe("a payload", () => {
  const line = "add map /m <<";

  it("of several lines is sent", () => {
    expect(() => assertSendable({ line, payload: "a b; c <<\nd\te\n ☃" })).not.toThrow();
  });

  it.each([
    ["has an empty line, which would end it", { line, payload: "a b\n\nshow info" }],
    ["starts with an empty line", { line, payload: "\na b" }],
    ["ends with a line feed, which would start a command", { line, payload: "a b\n" }],
    ["is empty", { line, payload: "" }],
    ["has control characters", { line, payload: "a b\u0000" }],
    ["has a line that does not announce it", { line: "show info", payload: "a b" }],
    ["is too long", { line, payload: "x".repeat(MAX_REQUEST_BYTES) }],
    ["is too long in bytes", { line, payload: "é".repeat(MAX_REQUEST_BYTES / 2) }],
  ])("that %s is not", (_why, command) => {
    expect(() => assertSendable(command)).toThrow(unsafe);
  });
});
