import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Column } from "../../src/commands/output/cell.js";
import { createProgressLine } from "../../src/commands/output/progress-line.js";
import { readForm, renderItems } from "../../src/commands/output/render-output.js";
import { renderTable } from "../../src/commands/output/render-table.js";
import { wrapText, writeText } from "../../src/commands/output/wrap-text.js";
import { readServer, readTime } from "../../src/commands/to-input.js";

interface Row {
  readonly name: string;
  readonly status: string;
  readonly note?: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "STATUS", isState: true, cell: ({ status }) => status },
  { title: "NOTE", cell: ({ note }) => note },
];
const ROWS: readonly Row[] = [
  { name: "www.example.com", status: "UP", note: "x".repeat(100) },
  { name: "b.example.com", status: "DOWN" },
];
const PLAIN = { hasShapes: false, hasColours: false };

describe("renderTable", () => {
  it("cuts nothing where there is no terminal, and shows states as words", () => {
    expect(renderTable(COLUMNS, ROWS, PLAIN)).toBe(
      `NAME             STATUS  NOTE\nwww.example.com  UP      ${"x".repeat(100)}\nb.example.com    DOWN    -\n`,
    );
  });

  it.each([80, 200])("fits %i columns, and cuts the widest column first", (width) => {
    const lines = renderTable(COLUMNS, ROWS, { width, hasShapes: true, hasColours: false }).split("\n");

    expect(Math.max(...lines.map((line) => line.length))).toBe(Math.min(width, 125));
    expect(lines[1]).toMatch(width === 80 ? /^www\.example\.com {2}● UP {4}x+…$/ : /x{100}$/);
    expect(lines[2]).toBe("b.example.com    ✖ DOWN  -");
  });

  it("fits a terminal that has no room for every column", () => {
    const lines = renderTable(COLUMNS, ROWS, { ...PLAIN, width: 18 }).split("\n");

    expect(lines[0]).toBe("NAME   STAT…  NOTE");
    expect(Math.max(...lines.map((line) => line.length))).toBe(18);
  });

  it("colours states only", () => {
    const table = renderTable(COLUMNS, ROWS, { hasShapes: true, hasColours: true });

    expect(table).toContain("\u001b[32m● UP  \u001b[39m");
    expect(stripVTControlCharacters(table)).toBe(
      renderTable(COLUMNS, ROWS, { hasShapes: true, hasColours: false }),
    );
  });

  it("keeps a name that would move the cursor on its line", () => {
    expect(renderTable(COLUMNS, [{ name: "a\u001b[2J\nb", status: "UP" }], PLAIN)).toContain("a [2J b");
  });
});

it("shows prose without what would move the cursor", () => {
  const written: string[] = [];
  writeText(
    { isTTY: false, columns: 80, write: (text) => written.push(String(text)) > 0 },
    "a\u001b[2J\u009b1A\tb\r\nc\n",
  );

  expect(written).toEqual(["a [2J 1A\tb \nc\n"]);
});

it("names things without what would move the cursor", () => {
  const form = { output: "name", columns: COLUMNS, screen: PLAIN } as const;

  expect(renderItems(COLUMNS, [{ name: "a\u001b[2J", status: "UP" }], form)).toBe("a [2J\n");
});

describe("wrapText", () => {
  it.each([
    ["a text of several words", "a text of\nseveral\nwords"],
    ["  keeps its indentation", "  keeps its\n  indentation"],
    ["-x  the second column", "-x  the\n    second\n    column"],
    ["unbreakable-name", "unbreakable-name"],
    ["two\nshort lines", "two\nshort lines"],
  ])("%j at 11 columns", (text, wrapped) => {
    expect(wrapText(text, 11)).toBe(wrapped);
    expect(wrapText(text, undefined)).toBe(text);
  });
});

describe("readForm", () => {
  const form = (options: Record<string, string | boolean>, isTTY: boolean, environment = {}) =>
    readForm({}, { output: "table", ...options }, { isTTY, columns: 80 } as never, environment).screen;

  it.each([
    [{}, false, {}, { width: undefined, hasShapes: false, hasColours: false }],
    [{}, true, {}, { width: 80, hasShapes: true, hasColours: true }],
    [{ wide: true }, true, {}, { width: undefined, hasShapes: true, hasColours: true }],
    [{}, true, { NO_COLOR: "1" }, { width: 80, hasShapes: true, hasColours: false }],
    [{}, true, { TERM: "dumb" }, { width: 80, hasShapes: true, hasColours: false }],
  ])("with %j, terminal %j, %j", (options, isTTY, environment, screen) => {
    expect(form(options, isTTY, environment)).toEqual(screen);
  });
});

it.each([
  ["10.0.0.1", { ip: "10.0.0.1" }],
  ["10.0.0.1:8080", { ip: "10.0.0.1", http_port: 8080 }],
  ["2001:db8::1", { ip: "2001:db8::1" }],
  ["[2001:db8::1]:8080", { ip: "2001:db8::1", http_port: 8080 }],
  ["[2001:db8::1]", { ip: "2001:db8::1" }],
])("reads the server %s", (text, server) => {
  expect(readServer(text)).toEqual(server);
});

it("reads times in a unit, and refuses what is no whole number of it", () => {
  expect([readTime("30", "s"), readTime("2m", "s"), readTime("14d", "d"), readTime("48h", "d")]).toEqual([
    30, 120, 14, 2,
  ]);
  expect(() => readTime("1h", "d")).toThrow(/^"1h" is no time; /);
});

describe("createProgressLine", () => {
  const written = (isTTY: boolean, isQuiet: boolean, limitSec?: number) => {
    const texts: string[] = [];
    let ms = 0;
    const line = createProgressLine(
      { isTTY, columns: 40, write: (text: unknown) => texts.push(String(text)) > 0 },
      isQuiet,
      () => ms,
    );
    line.show("12 sessions left", limitSec);
    ms = 15_000;
    line.show("3 sessions\nleft", limitSec);
    line.end();
    line.end();
    return texts.map((text) => text.replace("\r\u001b[K", "<"));
  };

  it("shows one line as wide as the terminal, and clears it once", () => {
    expect(written(true, false)).toEqual(["<⠋ 0 s  12 sessions left", "<⠋ 15 s  3 sessions left", "<"]);
  });

  it("shows a wait as a bar of its time", () => {
    expect(written(true, false, 60)).toEqual([
      "<░░░░░░░░░░░░░░░░░░░░ 0 of 60 s  12 sess",
      "<█████░░░░░░░░░░░░░░░ 15 of 60 s  3 sess",
      "<",
    ]);
  });

  it("shows nothing without a terminal, or quiet", () => {
    expect([written(false, false), written(true, true)]).toEqual([[], []]);
  });
});
