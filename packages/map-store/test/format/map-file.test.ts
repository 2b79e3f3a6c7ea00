import type { DomainPattern } from "@haproxy-mcp/validation";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { domain, slots } from "../../src/contract/harness.js";
import { editMapFile } from "../../src/format/edit-map-file.js";
import { type MapFile, parseMapFile } from "../../src/format/map-file.js";
import { nameChanges } from "../../src/format/name-changes.js";
import { type DesiredState, mapKey, StoreError } from "../../src/index.js";
import { anyMapText, anyPools } from "../arbitraries.js";

const PATH = "/etc/haproxy/domains.map";
const parse = (text: string) => parseMapFile(PATH, Buffer.from(text));
type Domains = Map<DomainPattern, number>;
const domainsOf = ({ pools }: Pick<MapFile, "pools">): Domains =>
  new Map([...pools].flatMap(([pool, names]) => [...names].map((name) => [name, pool] as const)));
const poolsOf = (domains: Domains): DesiredState["pools"] => {
  const names = (pool: number) => [...domains.keys()].filter((name) => Object.is(domains.get(name), pool));
  return new Map(
    [...domains.values()].map((pool) => [pool, { names: new Set(names(pool)), servers: slots() }]),
  );
};
const editTo = (file: MapFile, pools: DesiredState["pools"]) =>
  editMapFile(file, nameChanges(file.pools, pools, new Set([...file.pools.keys(), ...pools.keys()])));
const edit = (text: string, change: (domains: Domains) => void) => {
  const file = parse(text);
  const domains = domainsOf(file);
  change(domains);
  return editTo(file, poolsOf(domains)).content.toString();
};

describe("reading", () => {
  it("finds domains and wildcards in the order of the file, past comments and blank lines", () => {
    const { pools, foreign, problems } = parse(
      "# ours\n\nb.example.com pool_2\n\t .example.com \t pool_100  \n  \na.example.com pool_2",
    );
    expect([...pools].map(([pool, names]) => [pool, [...names]])).toEqual([
      [2, ["b.example.com", "a.example.com"]],
      [100, ["*.example.com"]],
    ]);
    expect([foreign.size, problems]).toEqual([0, []]);
  });

  it("takes a hash for a comment in the first column only, as HAProxy does", () => {
    expect([...parse(" # x\n#example.com pool_1\n").foreign]).toEqual([["#", "x"]]);
  });

  it("ends a line at CR, with or without LF", () => {
    expect([...parse("a.example.com pool_1\r\nb.example.com pool_2\rc").pools.keys()]).toEqual([1, 2]);
  });

  it("takes what routes to another backend, or has a key that is no domain of ours, for foreign, and no problem", () => {
    const entries = [
      ["www.example.com", "web"],
      ["x.example.com", "pool_01"],
      ["y.example.com", "pool_1000000"],
      ["z.example.com", "my_pool_2"],
      ["typo.example.com", "pol_2"],
      ["intranet", "be_intranet"],
      ["10.1.2.3", "pool_3"],
      ["my_app.example.com", "pool_4"],
      ["port.example.com:8443", "pool_5"],
      ["[2001:db8::1]", "pool_6"],
      [".intranet", "pool_7"],
    ];
    const { pools, foreign, problems } = parse(entries.map((entry) => `${entry.join(" ")}\n`).join(""));
    expect([...foreign]).toEqual(entries);
    expect([pools.size, problems]).toEqual([0, []]);
  });

  it("lets the first of two lines for one key win, and reports the others", () => {
    const file = parse(
      "a.example.com pool_1\na.example.com pool_2\nb.example.com web\nb.example.com pool_3\n",
    );
    expect([[...domainsOf(file)], [...file.foreign]]).toEqual([
      [["a.example.com", 1]],
      [["b.example.com", "web"]],
    ]);
    const shadowed = { kind: "SHADOWED", about: "route", file: PATH };
    expect(file.problems).toEqual([
      {
        ...shadowed,
        line: 2,
        key: "a.example.com",
        name: "a.example.com",
        pool: 2,
        message: expect.stringContaining("already in line 1"),
      },
      {
        ...shadowed,
        line: 4,
        key: "b.example.com",
        name: "b.example.com",
        pool: 3,
        message: expect.stringContaining("already in line 3"),
      },
    ]);
  });
});

describe("editing", () => {
  it("appends, with the line end of the file", () => {
    expect(edit("", (domains) => domains.set(domain("*.example.com"), 3))).toBe(".example.com pool_3\n");
    expect(edit("# x\r\n", (domains) => domains.set(domain("example.com"), 3))).toBe(
      "# x\r\nexample.com pool_3\r\n",
    );
    expect(edit("a b", (domains) => domains.set(domain("example.com"), 3))).toBe("a b\nexample.com pool_3");
  });

  it("keeps a blank line that becomes the last, and a CR that ends a file", () => {
    const remove = (text: string) => edit(text, (domains) => domains.delete(domain("example.com")));
    expect(remove("\nexample.com pool_1")).toBe("\n");
    expect(remove("a b\nexample.com pool_1")).toBe("a b");
    const added = edit("a b\r", (domains) => domains.set(domain("example.com"), 1));
    expect([added, remove(added)]).toEqual(["a b\nexample.com pool_1\r", "a b\r"]);
  });

  it("removes every line of a domain, and nothing else", () => {
    const text =
      "# example.com\nexample.com pool_1\n\nexample.com  pool_2\nexample.com web\nExample.com pool_1\n.example.com pool_1\n";
    expect(edit(text, (domains) => domains.delete(domain("example.com")))).toBe(
      "# example.com\n\nExample.com pool_1\n.example.com pool_1\n",
    );
  });

  it("moves a domain in the line that counts, and leaves its spaces", () => {
    expect(
      edit("  example.com\t pool_1  \r\nexample.com pool_1\n", (domains) =>
        domains.set(domain("example.com"), 22),
      ),
    ).toBe("  example.com\t pool_22  \r\nexample.com pool_1\n");
  });

  it.each([
    ["# x\nexample.com web", 2],
    ["example.com", 1],
    ["example.com pool_3 # moved\n", 1],
    ["\nExample.com pool_3\n", 2],
    ["#example.com pool_3\n", 1],
  ])("refuses to add a name that a line has: %j", (text, line) => {
    const add = () => edit(text, (domains) => domains.set(domain("example.com"), 1));
    expect(add).toThrow(StoreError);
    expect(add).toThrow(
      expect.objectContaining({ code: "CONFLICT", message: expect.stringContaining(`${PATH}:${line}: `) }),
    );
  });

  it("refuses a name in two pools, be it new or in one already", () => {
    const inTwo = (...pools: readonly number[]) =>
      new Map(pools.map((pool) => [pool, { names: new Set([domain("example.com")]), servers: slots() }]));
    for (const text of ["", "example.com pool_1\n", "example.com pool_3\n"]) {
      expect(() => editTo(parse(text), inTwo(1, 2))).toThrow("example.com is in the pools ");
    }
  });
});

describe("any file", () => {
  it("comes back byte for byte, UTF-8 or not", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const file = parseMapFile(PATH, Buffer.from(bytes));
        const with1 = new Map(domainsOf(file)).set(domain("added.example.com"), 1);
        const added = parseMapFile(PATH, editTo(file, poolsOf(with1)).content);
        expect(editTo(added, poolsOf(domainsOf(file))).content.equals(bytes)).toBe(true);
      }),
    );
  });

  it("comes back byte for byte when a domain is added and removed", () => {
    fc.assert(
      fc.property(anyMapText, (text) => {
        const name = domain("added.example.com");
        const added = edit(text, (domains) => domains.set(name, 5));
        expect(domainsOf(parse(added)).get(name)).toBe(5);
        expect(edit(added, (domains) => domains.delete(name))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("says after an edit what it says when it is read again: the new names, and the same foreign entries", () => {
    fc.assert(
      fc.property(anyMapText, anyPools, (text, wanted) => {
        const file = parse(text);
        const names = new Map([...wanted].map(([number, pool]) => [number, pool.names] as const));
        const had = domainsOf(file);
        const domains = new Map(
          [...domainsOf({ pools: names })].filter(
            ([name]) =>
              had.has(name) ||
              !(file.foreign.has(mapKey(name)) || file.problems.some((problem) => problem.name === name)),
          ),
        );
        const edited = editTo(file, poolsOf(domains));
        const again = parseMapFile(PATH, edited.content);
        expect(domainsOf(edited)).toEqual(domains);
        const inOrder = ({ pools }: MapFile) => new Map([...pools].map(([pool, its]) => [pool, [...its]]));
        for (const part of [
          "foreign",
          "problems",
          "lines",
          "incompleteLine",
          "remarks",
          "isBinary",
        ] as const) {
          expect([part, again[part]]).toEqual([part, edited[part]]);
        }
        expect(inOrder(again)).toEqual(inOrder(edited));
        for (const [key, value] of file.foreign) expect(edited.foreign.get(key)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});
