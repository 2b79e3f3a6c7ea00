import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { domain, server, slots } from "../../src/contract/harness.js";
import { editServersFile } from "../../src/format/edit-servers-file.js";
import { parseServersFile, serversFileContent } from "../../src/format/servers-file.js";
import { type Servers, StoreError } from "../../src/index.js";
import { anyRecords } from "../arbitraries.js";

const PATH = "/etc/haproxy/servers.json";
const EXAMPLE = domain("example.com");
const parse = (value: unknown) =>
  parseServersFile(PATH, Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
const edit = (value: unknown, ...changes: readonly (readonly [string, Servers])[]) => {
  const file = parse(value);
  const records = new Map(changes.map(([name, its]) => [domain(name), its]));
  return JSON.parse(serversFileContent(editServersFile(file, records)).toString());
};

describe("reading", () => {
  it("finds servers, with a port, weight or state that is left out at its default", () => {
    const { records, problems } = parse({
      "example.com": {
        1: { ip: "10.0.0.1", http_port: 8080, weight: 100, state: "drain" },
        10: { ip: "2001:DB8::1" },
      },
      "*.example.com": { 2: { ip: "10.0.0.2", http_port: 80 } },
    });
    expect(problems).toEqual([]);
    expect([...records]).toEqual([
      [
        "example.com",
        new Map([
          [1, server("10.0.0.1", 8080, 100, "drain")],
          [10, server("2001:db8::1")],
        ]),
      ],
      ["*.example.com", new Map([[2, server("10.0.0.2")]])],
    ]);
  });

  it.each([
    ["not JSON", "{\n  nonsense\n}", `${PATH}:2:3: expected key or }`],
    ["a key twice", '{"example.com": {}, "example.com": {}}', `${PATH}:1:21: key "example.com" occurs twice`],
    ["an array", "[]", `${PATH}:1:1: must be an object of domains`],
    ["other than UTF-8", Buffer.from([0x22, 0xff, 0x22]), `${PATH} is not UTF-8`],
  ])("refuses %s", (_, content, message) => {
    const read = () => parseServersFile(PATH, Buffer.from(content));
    expect(read).toThrow(StoreError);
    expect(read).toThrow(expect.objectContaining({ code: "UNREADABLE", message }));
  });

  it.each([
    ["example.com, slot 1: ip: must be an IPv4", { "example.com": { 1: { ip: "x" } } }],
    ["example.com, slot 1: ip:", { "example.com": { 1: "10.0.0.1 " } }],
    ["example.com, slot 1: ip:", { "example.com": { 1: null } }],
    ["example.com, slot 1: http_port:", { "example.com": { 1: { ip: "10.0.0.1", http_port: "80" } } }],
    ["example.com, slot 1: weight:", { "example.com": { 1: { ip: "10.0.0.1", weight: 257 } } }],
    ["example.com, slot 1: state:", { "example.com": { 1: { ip: "10.0.0.1", state: "up" } } }],
    ["example.com, slot 0: slot:", { "example.com": { 0: { ip: "10.0.0.1" } } }],
    ["example.com, slot 1001: slot:", { "example.com": { 1001: { ip: "10.0.0.1" } } }],
    ['example.com, slot 01: slot: must be written "1"', { "example.com": { "01": { ip: "10.0.0.1" } } }],
    ["example.com, slot 1x: slot:", { "example.com": { "1x": { ip: "10.0.0.1" } } }],
    ["example.com, slot first: slot:", { "example.com": { first: { ip: "10.0.0.1" } } }],
    ["example.com must be an object of slots", { "example.com": [] }],
    ["example.com must be an object of slots", { "example.com": "10.0.0.1" }],
  ])("reports, and leaves out of the state: %s", (message, value) => {
    const { records, problems } = parse(value);
    expect(records.size).toBe(0);
    const name = EXAMPLE;
    const slot = /slot (\d+)/.exec(message)?.[1];
    expect(problems).toEqual([
      {
        kind: "UNREADABLE",
        about: "servers",
        file: PATH,
        line: 1,
        name,
        slot: slot && Number(slot),
        message: expect.stringContaining(message),
      },
    ]);
  });

  it.each([
    ["Example.com", "example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    [".example.com", "*.example.com"],
    ["example.com.", "example.com"],
    ["shop", undefined],
  ])(
    "reports an entry whose key is no domain in canonical form, with the one that it means: %s",
    (key, name) => {
      const { records, problems } = parse({ [key]: { 1: { ip: "10.0.0.1" } } });
      expect(records.size).toBe(0);
      expect(problems).toEqual([
        {
          kind: "INEFFECTIVE",
          about: "servers",
          file: PATH,
          line: 1,
          name,
          message: expect.stringContaining(`"${key}" is not a domain`),
        },
      ]);
    },
  );

  it("says in which line the record or entry is, also of the file that it writes", () => {
    const file = parse(`{
  "a.example.com": {"1": {"ip": "10.0.0.1"},
    "2": {"ip": "?", "1": {"2": 3}}, "3": null },

  "example.com": [{"1": 2}, {"a.example.com": {"2": 1}}],
  "B.example.com":
    {"x": ["}", {"1": 1}], "1": {}}, "c.example.com": { "\u0031": {"ip": "}"} } }`);
    const lines = (problems: typeof file.problems) =>
      problems.map(({ line, name, slot }) => [line, name, slot]);
    expect(lines(file.problems)).toEqual([
      [3, "a.example.com", 2],
      [3, "a.example.com", 3],
      [5, "example.com", undefined],
      [6, "b.example.com", undefined],
      [7, "c.example.com", 1],
    ]);
    const edited = editServersFile(file, new Map([[domain("a.example.com"), slots(server("10.0.0.9"))]]));
    expect(edited.problems).toEqual(parseServersFile(PATH, serversFileContent(edited)).problems);
    expect(edited.problems.map(({ line }) => line)).not.toEqual(file.problems.map(({ line }) => line));
  });

  it.each(["", " \n", "\0\0\0", "\n\0 \r\n"])("reads %j as no servers, and says that it is empty", (text) => {
    const file = parse(text);
    expect([file.root.size, file.records.size, file.problems, file.isEmpty]).toEqual([0, 0, [], true]);
    expect(parse("{}").isEmpty).toBe(false);
    const edited = editServersFile(file, new Map([[EXAMPLE, slots(server("10.0.0.1"))]]));
    expect([edited.isEmpty, parse(serversFileContent(edited).toString())]).toEqual([false, edited]);
  });

  it("lets keys be that look like nothing of ours", () => {
    const { records, problems } = parse({
      _comment: "x",
      _owner: { name: "me" },
      "example.com": { owner: "me" },
    });
    expect([records.size, problems]).toEqual([0, []]);
  });
});

describe("editing", () => {
  it("writes two spaces, a final newline, and no default but the port", () => {
    const file = editServersFile(
      parse({}),
      new Map([[EXAMPLE, slots(server("10.0.0.1"), server("10.0.0.2", 81, 0, "maint"))]]),
    );
    expect(serversFileContent(file).toString()).toBe(`{
  "example.com": {
    "1": {
      "ip": "10.0.0.1",
      "http_port": 80
    },
    "2": {
      "ip": "10.0.0.2",
      "http_port": 81,
      "weight": 0,
      "state": "maint"
    }
  }
}
`);
  });

  it("keeps unknown keys and broken records everywhere, and the order of keys", () => {
    const value = {
      _comment: "top",
      "Broken.example": { 1: {} },
      "example.com": {
        1: { note: "a", weight: 5, ip: "10.0.0.1", http_port: 80, state: "drain" },
        2: { ip: "?" },
        owner: "me",
      },
      "*.example.com": { 3: { ip: "10.0.0.3", weight: 1 } },
    };
    const edited = edit(value, ["example.com", slots(server("10.0.0.9", 90))]);
    expect(JSON.stringify(edited)).toBe(
      JSON.stringify({
        ...value,
        "example.com": { 1: { note: "a", ip: "10.0.0.9", http_port: 90 }, 2: { ip: "?" }, owner: "me" },
      }),
    );
  });

  it("removes a domain with its last server, unless something else is in it", () => {
    const value = {
      "example.com": { 1: { ip: "10.0.0.1" } },
      "*.example.com": { 1: { ip: "10.0.0.1" }, owner: "me" },
    };
    expect(edit(value, ["example.com", new Map()], ["*.example.com", new Map()])).toEqual({
      "*.example.com": { owner: "me" },
    });
  });

  it("keeps a record under another spelling of a slot that is changed or emptied", () => {
    const broken = { "01": { ip: "10.0.0.7" }, "1.0": { ip: "10.0.0.8" } };
    const value = { "example.com": { 1: { ip: "10.0.0.1", http_port: 80 }, ...broken } };
    expect(edit(value, ["example.com", slots()])).toEqual({ "example.com": broken });
    expect(edit(value, ["example.com", slots(server("10.0.0.2"))])).toEqual({
      "example.com": { 1: { ip: "10.0.0.2", http_port: 80 }, ...broken },
    });
  });

  it("keeps a key that means something else to JavaScript", () => {
    expect(
      JSON.stringify(
        edit('{"__proto__": {"x": 1}, "example.com": {"1": {"ip": "10.0.0.1", "__proto__": 2}}}', [
          "example.com",
          slots(server("10.0.0.2")),
        ]),
      ),
    ).toBe('{"__proto__":{"x":1},"example.com":{"1":{"ip":"10.0.0.2","__proto__":2,"http_port":80}}}');
  });

  it.each([
    ["slot 1 of example.com", { "example.com": { 1: { ip: "?" } } }],
    [":1: slot 1 of example.com", { "example.com": { "01": { ip: "10.0.0.1" } } }],
    [":1: slot 1 of example.com", { "example.com": { "1x": { ip: "10.0.0.1" } } }],
    ["the entry of example.com", { "example.com": null }],
    ["the entry of example.com", { "example.com": [] }],
  ])("does not overwrite what was not understood: %s", (place, value) => {
    const write = () => edit(value, ["example.com", slots(server("10.0.0.1"))]);
    expect(write).toThrow(
      expect.objectContaining({ code: "CONFLICT", message: expect.stringContaining(place) }),
    );
  });

  it("gives what it gives when it is read again, for any servers and any servers after them", () => {
    fc.assert(
      fc.property(anyRecords, anyRecords, (first, second) => {
        let file = parse({ _comment: "top" });
        for (const records of [first, second]) {
          const gone = [...file.records.keys()].map((name) => [name, slots()] as const);
          file = editServersFile(file, new Map([...gone, ...records]));
          expect(file.records).toEqual(records);
          expect(parseServersFile(PATH, serversFileContent(file)).records).toEqual(file.records);
        }
        expect(file.root.get("_comment")).toBe("top");
      }),
    );
  });

  it("leaves every record and entry that is a problem as it is, whatever else is written", () => {
    const anyBroken = fc.constantFrom<unknown>(
      null,
      "10.0.0.1 ",
      {},
      { ip: "?" },
      { ip: "10.0.0.1", http_port: "19181" },
      { ip: "10.0.0.1", weight: 1e9, note: [1, { a: null }] },
      [{ ip: "10.0.0.1" }],
    );
    const anyBrokenEntry = fc.oneof(
      fc.tuple(
        fc.constantFrom("Example.com", "bücher.example", "shop"),
        fc.constant({ 1: { ip: "10.0.0.1" } }),
      ),
      fc.tuple(fc.constantFrom("w.example", "*.w.example"), fc.constantFrom(null, [], "x", 1)),
      fc.tuple(
        fc.constantFrom("example.com", "a.example.com", "z.example.org"),
        fc.dictionary(fc.constantFrom("20", "21", "022", "0", "1001"), anyBroken, {
          minKeys: 1,
          noNullPrototype: true,
        }),
      ),
    );
    fc.assert(
      fc.property(
        fc.array(anyBrokenEntry, { minLength: 1 }),
        anyRecords,
        anyRecords,
        (broken, first, second) => {
          let file = parse(serversFileContent(parse(Object.fromEntries(broken))).toString());
          const before = Object.fromEntries(broken);
          for (const records of [first, second, new Map<never, Servers>()]) {
            const gone = [...file.records.keys()].map((name) => [name, slots()] as const);
            file = editServersFile(file, new Map([...gone, ...records]));
            const again = parseServersFile(PATH, serversFileContent(file));
            expect(again.problems).toEqual(file.problems);
            const root: Record<string, unknown> = JSON.parse(serversFileContent(file).toString());
            for (const [name, entry] of Object.entries(before)) {
              expect(root[name]).toEqual(isObject(entry) ? expect.objectContaining(entry) : entry);
            }
          }
          expect(Object.fromEntries(file.root)).toEqual(before);
        },
      ),
    );
  });
});

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
