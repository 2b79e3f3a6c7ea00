import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { domain } from "../src/contract/harness.js";
import { editMapFile } from "../src/edit-map-file.js";
import { StoreError } from "../src/index.js";
import { parseMapFile } from "../src/map-file.js";
import { anyDomains, anyMapText } from "./arbitraries.js";

const PATH = "/etc/haproxy/domains.map";
const parse = (text: string) => parseMapFile(PATH, Buffer.from(text));
const edit = (text: string, change: (domains: Map<ReturnType<typeof domain>, number>) => void) => {
  const file = parse(text);
  const domains = new Map(file.domains);
  change(domains);
  return editMapFile(file, domains).content.toString();
};

describe("reading", () => {
  it("finds domains and wildcards in the order of the file, past comments and blank lines", () => {
    const { domains, foreign, problems } = parse(
      "# ours\n\nb.example.com pool_2\n\t .example.com \t pool_100  \n  \na.example.com pool_2",
    );
    expect([...domains]).toEqual([
      ["b.example.com", 2],
      ["*.example.com", 100],
      ["a.example.com", 2],
    ]);
    expect([foreign.size, problems]).toEqual([0, []]);
  });

  it("takes a hash for a comment in the first column only, as HAProxy does", () => {
    expect([...parse(" # x\n#example.com pool_1\n").foreign]).toEqual([["#", "x"]]);
  });

  it("ends a line at CR, with or without LF", () => {
    expect([...parse("a.example.com pool_1\r\nb.example.com pool_2\rc").domains.values()]).toEqual([1, 2]);
  });

  it("reports what routes to something else than a pool as foreign, and not as a problem", () => {
    const { domains, foreign, problems } = parse(
      "www.example.com web\nlocalhost two words\nx.example.com pool_01\n",
    );
    expect([...foreign]).toEqual([
      ["www.example.com", "web"],
      ["localhost", "two words"],
      ["x.example.com", "pool_01"],
    ]);
    expect([domains.size, problems]).toEqual([0, []]);
  });

  it.each([
    ["Example.com pool_1", "Example.com", /line 1.*lower-case/],
    ["bücher.example pool_1", "bücher.example", /line 1.*lower-case/],
    ["localhost pool_1", "localhost", /line 1.*not a domain/],
    ["\ufeffa.example.com pool_1", "\ufeffa.example.com", /line 1.*not a domain/],
    ["example.com", "example.com", /line 1.*no backend/],
  ])("keeps %j out of the domains, and reports it", (text, key, report) => {
    const { domains, foreign, problems } = parse(text);
    expect([domains.size, [...foreign.keys()]]).toEqual([0, [key]]);
    expect(problems.map(({ file, line, message }) => `${file} line ${line} ${message}`)).toEqual([
      expect.stringMatching(report),
    ]);
  });

  it("lets the first of two lines for one key win, and reports the others", () => {
    const { domains, foreign, problems } = parse(
      "a.example.com pool_1\na.example.com pool_2\nb.example.com web\nb.example.com pool_3\n",
    );
    expect([[...domains], [...foreign]]).toEqual([[["a.example.com", 1]], [["b.example.com", "web"]]]);
    expect(problems).toEqual([
      { file: PATH, line: 2, message: expect.stringContaining("in line 1 already") },
      { file: PATH, line: 4, message: expect.stringContaining("in line 3 already") },
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

  it("refuses a domain that is routed by hand, also by a line with no backend", () => {
    for (const line of ["example.com web", "example.com"]) {
      const add = () => edit(line, (domains) => domains.set(domain("example.com"), 1));
      expect(add).toThrow(StoreError);
      expect(add).toThrow(
        expect.objectContaining({ code: "CONFLICT", message: expect.stringContaining(PATH) }),
      );
    }
  });

  it.each([0, -1, 1.5, Number.NaN, 1_000_000])("refuses %d as a pool", (pool) => {
    expect(() => edit("", (domains) => domains.set(domain("example.com"), pool))).toThrow(RangeError);
  });
});

describe("any file", () => {
  it("comes back byte for byte, UTF-8 or not", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const file = parseMapFile(PATH, Buffer.from(bytes));
        const name = domain("added.example.com");
        const added = parseMapFile(PATH, editMapFile(file, new Map([...file.domains, [name, 1]])).content);
        expect(editMapFile(added, file.domains).content.equals(bytes)).toBe(true);
      }),
    );
  });

  it("comes back byte for byte when a domain is added and removed", () => {
    fc.assert(
      fc.property(anyMapText, (text) => {
        const name = domain("added.example.com");
        const added = edit(text, (domains) => domains.set(name, 5));
        expect(parse(added).domains.get(name)).toBe(5);
        expect(edit(added, (domains) => domains.delete(name))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("says after an edit what it says when it is read again: the new domains, and the same foreign entries", () => {
    fc.assert(
      fc.property(anyMapText, anyDomains, (text, wanted) => {
        const file = parse(text);
        const domains = new Map(
          [...wanted].filter(([pattern]) => !file.foreign.has(pattern.replace(/^\*/, ""))),
        );
        const edited = editMapFile(file, domains);
        const { domains: _, foreign, problems, lines } = parseMapFile(PATH, edited.content);
        expect(new Map(edited.domains)).toEqual(domains);
        expect([[..._], [...foreign], problems, lines]).toEqual([
          [...edited.domains],
          [...edited.foreign],
          edited.problems,
          edited.lines,
        ]);
        for (const [key, value] of file.foreign) expect(edited.foreign.get(key)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});
