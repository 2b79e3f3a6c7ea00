import fc from "fast-check";
import { expect, it } from "vitest";
import { domain } from "../../src/contract/harness.js";
import { editMapFile } from "../../src/format/edit-map-file.js";
import { type MapFile, parseMapFile, type Uncertain, withUncertain } from "../../src/format/map-file.js";
import { anyMapText, anyPattern, anyUncertainLine } from "../arbitraries.js";

const parse = (content: Buffer, uncertain: Uncertain) => withUncertain(parseMapFile("", content), uncertain);
/** What a problem says, wherever its line is now. */
const told = ({ problems }: MapFile) =>
  problems.map(({ line, message, ...problem }) => ({
    ...problem,
    message: message.replace(/ in line \d+ /, " "),
  }));
/** The lines of the problems, with their ends, that an edit of other names leaves. */
const uncertainLines = ({ lines, problems }: MapFile) =>
  [...new Set(problems.map(({ line = 0 }) => line))].map((line) => {
    const { text, end } = lines[line - 1] ?? { text: "no line", end: "" };
    return text + end;
  });

const OTHER = domain("other.example.net");

const anyFile = fc
  .record({
    text: fc
      .tuple(anyMapText, fc.array(anyUncertainLine, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([text, lines, isFirst]) =>
        isFirst ? `${lines.join("\n")}\n${text}` : `${text}\n${lines.join("\r\n")}`,
      ),
    incomplete: fc.boolean(),
    returned: fc.uniqueArray(anyPattern, { maxLength: 2 }),
  })
  .map(({ text, incomplete, returned }) => {
    const uncertain = { incomplete, returned: new Map(returned.map((name) => [name, [OTHER]] as const)) };
    return { content: Buffer.from(text), uncertain };
  });

it("survive the addition, the move and the removal of another name byte for byte, and are read again", () => {
  fc.assert(
    fc.property(anyFile, ({ content, uncertain }) => {
      let file = parse(content, uncertain);
      const before = { lines: uncertainLines(file), told: told(file) };
      for (const [entered, gone] of [
        [7, undefined],
        [8, 7],
        [undefined, 8],
      ]) {
        const changes = new Map([
          ...(gone === undefined ? [] : [[gone, { entered: [], gone: [OTHER] }] as const]),
          ...(entered === undefined ? [] : [[entered, { entered: [OTHER], gone: [] }] as const]),
        ]);
        file = editMapFile(file, changes);
        expect({ lines: uncertainLines(file), told: told(file) }).toEqual(before);
        const again = parse(file.content, file.uncertain);
        expect(again.problems).toEqual(file.problems);
        expect(again.pools).toEqual(file.pools);
      }
      expect(file.content.equals(content)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it("survive the removal of every name that is in a pool, but for second lines of those names", () => {
  fc.assert(
    fc.property(anyFile, ({ content, uncertain }) => {
      const file = parse(content, uncertain);
      const names = new Set([...file.pools.values()].flatMap((its) => [...its]));
      const kept = file.problems.filter(
        ({ kind, name }) => kind !== "SHADOWED" || name === undefined || !names.has(name),
      );
      const edited = editMapFile(
        file,
        new Map([...file.pools].map(([pool, its]) => [pool, { entered: [], gone: [...its] }])),
      );
      expect(edited.pools.size).toBe(0);
      const left = uncertainLines(edited);
      for (const line of uncertainLines({ ...file, problems: kept })) {
        // The last line has the end that the last line had.
        expect(left.map((text) => text.trimEnd())).toContain(line.trimEnd());
      }
    }),
    { numRuns: 500 },
  );
});

it("are never completed: a new name is written before a last line that may be cut off", () => {
  const file = parse(Buffer.from("one.test pool_1\r\ntwo.test pool_2"), { incomplete: true });
  const edited = editMapFile(file, new Map([[3, { entered: [domain("three.test")], gone: [] }]]));
  expect(edited.content.toString()).toBe("one.test pool_1\r\nthree.test pool_3\r\ntwo.test pool_2");
  expect(edited.problems.map(({ kind, line }) => [kind, line])).toEqual([["INCOMPLETE", 3]]);
  expect([...edited.pools.keys()]).toEqual([1, 3]);
});

it("come to light when the line goes that had the same name", () => {
  const file = parse(Buffer.from("# two.test pool_7\ntwo.test pool_2\n"), {});
  const edited = editMapFile(file, new Map([[2, { entered: [], gone: [domain("two.test")] }]]));
  expect([file.problems.length, edited.content.toString()]).toEqual([0, "# two.test pool_7\n"]);
  expect(edited.problems).toMatchObject([{ kind: "COMMENTED_OUT", line: 1, name: "two.test", pool: 7 }]);
});
