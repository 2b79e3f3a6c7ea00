import { expect, it } from "vitest";
import { drawTerminal, linesOfDrawing } from "../lib/recording/drawing.mjs";
import { firstDifference } from "../lib/recording/normalised.mjs";
import { filled, SHOWN_PORTS } from "../lib/recording/session.mjs";
import { linesOf, textOf, wrapped } from "../lib/recording/terminal-text.mjs";

const OUTPUT = "1 \u001b[33m◐ drain\u001b[39m <a> & b\r\n\u001b[1G\u001b[0Jnext\r\n";

it("reads colours, and leaves out what moves the cursor", () => {
  expect(linesOf(OUTPUT)).toEqual([
    [
      { text: "1 ", colour: undefined },
      { text: "◐ drain", colour: "yellow" },
      { text: " <a> & b", colour: undefined },
    ],
    [{ text: "next", colour: undefined }],
  ]);
});

it("continues a long line in the next row", () => {
  const rows = wrapped(
    [
      { text: "abc", colour: "red" },
      { text: "defgh", colour: undefined },
    ],
    4,
  );

  expect(rows.map(textOf)).toEqual(["abcd", "efgh"]);
  expect(wrapped([], 4)).toEqual([[]]);
});

it("draws text that can be read back", () => {
  const drawing = drawTerminal(linesOf(OUTPUT), "A title");

  expect(linesOfDrawing(drawing)).toEqual(["1 ◐ drain <a> & b", "next"]);
  expect(drawing).toContain('class="yellow" x="34.8" textLength="58.8">◐ drain<');
});

it("compares without times, numbers of changes, users, line breaks and which server responds", () => {
  const recorded = [
    "$ undo 20261126T191142Z-8c4a9eca",
    "Undid 20261126T191142Z-8c4a9eca of local:root, for",
    "shop.example.com",
    "$ curl",
    "Hello from sample backend 1 on port 18081",
  ];
  const now = [
    "$ undo 20270101T000000Z-00000000",
    "Undid 20270101T000000Z-00000000 of local:ci, for shop.example.com",
    "$ curl",
    "Hello from sample backend 2 on port 18082",
  ];

  expect(firstDifference(recorded, now)).toBeUndefined();
  expect(firstDifference(recorded, [...now, "$ more"])).toEqual({ before: "", after: "$ more" });
  expect(firstDifference(recorded, [...now.slice(0, 3), "Hello"])).toMatchObject({ after: "$ curl\nHello" });
});

it("fills in only what it knows", () => {
  expect(filled("localhost:{http} {change}", SHOWN_PORTS)).toBe("localhost:8080 {change}");
});
