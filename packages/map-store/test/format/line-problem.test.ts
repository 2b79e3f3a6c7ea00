import { describe, expect, it } from "vitest";
import { domain } from "../../src/contract/harness.js";
import { parseMapFile, withUncertain } from "../../src/format/map-file.js";
import type { ProblemKind } from "../../src/index.js";

const PATH = "/etc/haproxy/domains.map";
const parse = (text: string) => parseMapFile(PATH, Buffer.from(text));
/** Kind, line, key, name and pool of each problem. */
const problemsOf = (file: ReturnType<typeof parse>) =>
  file.problems.map(({ kind, line, key, name, pool }) => [kind, line, key, name, pool]);

type Row = [line: string, kind: ProblemKind, key: string, name?: string | undefined, pool?: number];

const TWO = "two.test";

describe("a line that has no effect", () => {
  it.each<Row>([
    ["two.test pool_2 # moved", "UNREADABLE", TWO, TWO, 2],
    ["two.test pool_2x", "UNREADABLE", TWO, TWO, 2],
    ["two.test pool_2;", "UNREADABLE", TWO, TWO, 2],
    ['two.test "pool_2"', "UNREADABLE", TWO, TWO, 2],
    ["two.test pool_2 # 2026-11-26", "UNREADABLE", TWO, TWO, 2],
    ["two.test -> pool_2", "UNREADABLE", TWO, TWO, 2],
    ["two.test be_legacy # moved", "UNREADABLE", TWO, TWO],
    ["two.test", "UNREADABLE", TWO, TWO],
    ["two.test=pool_2", "UNREADABLE", "two.test=pool_2", TWO, 2],
    ["two.test\u00a0pool_2", "UNREADABLE", "two.test\u00a0pool_2", TWO, 2],
    ["pool_2 two.test", "UNREADABLE", "pool_2", TWO, 2],
    [".two.test pool_2 # all", "UNREADABLE", ".two.test", "*.two.test", 2],
    ["Two.test pool_2 # moved", "UNREADABLE", "Two.test", TWO, 2],
    ["shop pool_2 # remark", "UNREADABLE", "shop", undefined, 2],
    ["port.two.test:8443 pool_2 # remark", "UNREADABLE", "port.two.test:8443", undefined, 2],
    ["shop two words", "UNREADABLE", "shop"],
    ["Two.test pool_2", "INEFFECTIVE", "Two.test", TWO, 2],
    ["Two.test web", "INEFFECTIVE", "Two.test", TWO],
    ["bücher.test pool_2", "INEFFECTIVE", "bücher.test", "xn--bcher-kva.test", 2],
    ["*.two.test pool_2", "INEFFECTIVE", "*.two.test", "*.two.test", 2],
    ["two.test. pool_2", "INEFFECTIVE", "two.test.", TWO, 2],
    ["\ufefftwo.test pool_2", "INEFFECTIVE", "\ufefftwo.test", TWO, 2],
    ["//two.test pool_2", "INEFFECTIVE", "//two.test", TWO, 2],
    [";two.test pool_2", "INEFFECTIVE", ";two.test", TWO, 2],
    ["https://two.test/ pool_2", "INEFFECTIVE", "https://two.test/", TWO, 2],
    ["My_App.two.test pool_2", "INEFFECTIVE", "My_App.two.test", undefined, 2],
    ["# two.test pool_2", "COMMENTED_OUT", TWO, TWO, 2],
    ["#two.test pool_2", "COMMENTED_OUT", TWO, TWO, 2],
    ["##  two.test\tpool_2 ", "COMMENTED_OUT", TWO, TWO, 2],
    [" # two.test pool_2", "COMMENTED_OUT", TWO, TWO, 2],
    ["#.two.test pool_2", "COMMENTED_OUT", ".two.test", "*.two.test", 2],
    ["# à.test pool_2", "COMMENTED_OUT", "à.test", "xn--0ca.test", 2],
    ["# shop pool_2", "COMMENTED_OUT", "shop", undefined, 2],
  ])("%j is %s", (line, kind, key, name, pool) => {
    for (const end of ["\n", "\r\n", ""]) {
      const { pools, foreign, problems } = parse(`one.test pool_1\n${line}${end}`);
      expect(problems).toEqual([
        { kind, about: "route", file: PATH, line: 2, key, name, pool, message: expect.any(String) },
      ]);
      expect([...pools.keys(), foreign.has(key)]).toEqual([1, false]);
    }
  });

  it("is a problem of each pool that it mentions", () => {
    expect(problemsOf(parse("two.test pool_2 # was pool_7, pool_2\n"))).toEqual([
      ["UNREADABLE", 1, TWO, TWO, 2],
      ["UNREADABLE", 1, TWO, TWO, 7],
    ]);
  });

  it("shadows the next line of its name", () => {
    const file = parse("two.test pool_2 # moved\ntwo.test pool_3\n");
    expect(problemsOf(file)).toEqual([
      ["UNREADABLE", 1, TWO, TWO, 2],
      ["SHADOWED", 2, TWO, TWO, 3],
    ]);
    expect(file.pools.size).toBe(0);
  });

  it.each([
    "# two.test",
    "# moved to pool_2",
    "# two.test pool_2 since Monday",
    "# two.test be_legacy",
    "#",
    "",
    "# two.test pool_02",
    " # two words",
    "\t#two.test pool_2, pool_3",
  ])("is not found in the comment %j", (line) => {
    expect(parse(`${line}\n${line}\n`).problems).toEqual([]);
  });

  it("is not one that is commented out while another has its name", () => {
    expect(
      parse("# two.test pool_7\n.two.test pool_3\ntwo.test pool_2\n#.two.test pool_4\n").problems,
    ).toEqual([]);
  });

  it.each([
    ["two.test\n", '"two.test" has no backend'],
    ["two.test pool_2x\n", '"two.test" has the value "pool_2x", which is not a pool'],
    [
      "two.test pool_2 # moved\n",
      '"two.test" has the value "pool_2 # moved", and HAProxy takes all of it for the name of a backend',
    ],
    ["*.two.test pool_2\n", 'HAProxy never matches "*.two.test"; it would match .two.test'],
    [
      "Shop pool_2\n",
      'HAProxy never matches "Shop": a key is a host in lower-case A-labels such as example.com, or .example.com for a wildcard',
    ],
    ["# two.test pool_2\n", '"two.test" is commented out, with pool_2'],
    [`two.test ${"x".repeat(200)} y\n`, expect.stringContaining(`"${"x".repeat(100)}…"`)],
  ])("says what is wrong with %j", (text, message) => {
    expect(parse(text).problems.map((problem) => problem.message)).toEqual([message]);
  });
});

describe("a last line without an end", () => {
  it.each([
    ["two.test pool_2", TWO, TWO, 2],
    ["two.test pool_2\r", TWO, TWO, 2],
    ["two.test poo", TWO, TWO, undefined],
    ["shop pool_2", "shop", undefined, 2],
  ])("%j is exposed, and uncertain on request", (line, key, name, pool) => {
    const file = parse(`one.test pool_1\n${line}`);
    expect(file.incompleteLine).toMatchObject({ key });
    expect(file.problems).toEqual([]);
    const uncertain = withUncertain(file, { incomplete: true });
    expect(problemsOf(uncertain)).toEqual([["INCOMPLETE", 2, key, name, pool]]);
    expect([[...uncertain.pools.keys()], uncertain.foreign.size]).toEqual([[1], 0]);
    const certain = withUncertain(uncertain, { incomplete: false });
    expect([certain.pools, certain.foreign, certain.problems]).toEqual([file.pools, file.foreign, []]);
  });

  it.each([
    "two.test pool_2\n",
    "two.test pool_2 # x",
    "# two.test pool_2",
    "one.test pool_2",
    "two.test",
    "",
  ])("is not %j", (line) => {
    const file = parse(`one.test pool_1\n${line}`);
    expect(file.incompleteLine).toBeUndefined();
    expect(withUncertain(file, { incomplete: true }).problems).toEqual(file.problems);
  });
});

it("takes a name that came back to a pool of others out of it, and names those", () => {
  const file = parse("bank.test pool_4\ntenant-b.test pool_4\n");
  const returned = new Map([[domain("bank.test"), [domain("tenant-b.test")]]]);
  const uncertain = withUncertain(file, { returned });
  expect([...uncertain.pools].map(([pool, names]) => [pool, [...names]])).toEqual([[4, ["tenant-b.test"]]]);
  expect(uncertain.problems).toEqual([
    {
      kind: "RETURNED",
      about: "route",
      file: PATH,
      line: 1,
      key: "bank.test",
      name: "bank.test",
      pool: 4,
      message: "bank.test is back in pool_4, which was given to tenant-b.test meanwhile",
    },
  ]);
  expect(withUncertain(file, {})).toBe(file);
});

it("says whether a file has a NUL byte", () => {
  expect(
    [parse("one.test pool_1\n\0\0"), parse("one.test pool_1\n")].map(({ isBinary }) => isBinary),
  ).toEqual([true, false]);
});
