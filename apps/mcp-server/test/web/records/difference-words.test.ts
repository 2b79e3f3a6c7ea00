import { expect, it } from "vitest";
import type { DriftRow, FindingsPart } from "../../../src/page/model.js";
import {
  editInWords,
  inFile,
  isSame,
  placeInWords,
  sentence,
} from "../../../web/records/difference-words.js";

const drift = (more: Partial<DriftRow> = {}): DriftRow => ({
  object: "shop.test",
  domains: ["shop.test"],
  recorded: "pool_1",
  running: "pool_2",
  file: "domains.map",
  line: 3,
  edit: "shop.test pool_2",
  ...more,
});
const none: FindingsPart = {
  findings: [],
  uncertain: [],
  drift: [],
  driftCount: 0,
  checkedAt: "2026-11-27T03:00:05.000Z",
};
const finding = { severity: "warning", about: "host", message: "m", remedy: "r" } as const;

it("is the same only where HAProxy runs what the files say, whatever else there is to do", () => {
  expect(isSame(none)).toBe(true);
  expect(isSame({ ...none, findings: [finding] })).toBe(true);
  for (const more of [
    { uncertain: [{ ...finding, running: "", atReload: "" }] },
    { driftCount: 1 },
    { loss: "all" },
    { notCompared: "HAProxy does not respond" },
  ])
    expect([more, isSame({ ...none, ...more })]).toEqual([more, false]);
});

it.each([
  [{}, "domains.map, line 3", "Make it read as this in domains.map, line 3"],
  [{ line: undefined }, "domains.map", "Make it read as this in domains.map"],
  [{ recorded: undefined, line: undefined }, "not in domains.map", "Add this to domains.map"],
  [{ running: undefined, edit: undefined }, "domains.map, line 3", "Delete it from domains.map, line 3"],
  [{ edit: undefined }, "domains.map, line 3", "Write what runs to domains.map, line 3"],
])("says what the file has, and how to edit it: %j", (more, file, edit) => {
  expect(inFile(drift(more))).toBe(file);
  expect(editInWords(drift(more))).toBe(edit);
});

it("names a place with what is known of it", () => {
  expect(placeInWords({ file: "a", line: 1 })).toBe("a, line 1");
  expect(placeInWords({})).toBe("");
});

it.each([
  ["delete line 3", "Delete line 3."],
  ["Is it?", "Is it?"],
  ["", "."],
  ["shop.example.com is routed nowhere", "shop.example.com is routed nowhere."],
])("makes a sentence of %j", (text, made) => expect(sentence(text)).toBe(made));
