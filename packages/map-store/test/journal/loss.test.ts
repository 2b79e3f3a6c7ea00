import { expect, it } from "vitest";
import { domain } from "../../src/contract/harness.js";
import type { StateProblem } from "../../src/index.js";
import { lossOf } from "../../src/journal/loss.js";
import { journalOf } from "./journals.js";

const NAMES = ["a.test", "b.test", "c.test", "d.test"];

interface Given {
  readonly committed?: readonly string[];
  readonly servers?: number;
  readonly map?: string | undefined;
  readonly json?: string | undefined;
  readonly missing?: readonly string[];
  readonly elsewhere?: readonly string[];
  readonly count?: number;
  readonly problems?: readonly Partial<StateProblem>[];
  readonly revision?: string;
}

function loss(given: Given): string | undefined {
  const { committed = NAMES, servers = 4, missing = [], elsewhere = [], problems = [] } = given;
  const content = (key: "map" | "json") => {
    const text = key in given ? given[key] : "a.test pool_1\n";
    return text === undefined ? undefined : Buffer.from(text);
  };
  const map = content("map");
  return lossOf(journalOf({ 1: committed }, { servers }), {
    revision: given.revision ?? "r9",
    map: { file: "/x/domains.map", content: map, isBinary: map?.includes(0) === true },
    servers: { file: "/x/servers.json", content: content("json"), count: given.count ?? servers },
    missing: new Map(missing.map((name) => [domain(name), 1])),
    has: (name) => elsewhere.includes(name),
    problems: problems as StateProblem[],
  });
}

it.each<[string, Given, string]>([
  ["no map", { map: undefined }, "domains.map is missing, and 4 domains were committed last"],
  ["an empty map", { map: "" }, "domains.map is empty, and 4 domains were committed last"],
  [
    "a blank map",
    { map: " \n\t\r\n", committed: ["a.test"] },
    "domains.map is empty, and 1 domain was committed last",
  ],
  ["a map of NULs", { map: "\0\0\0\n" }, "domains.map is empty, and 4 domains were committed last"],
  ["a map with a NUL", { map: "a.test pool_1\n\0" }, "domains.map has NUL bytes, as after a power cut"],
  [
    "3 of 4 names",
    { missing: NAMES.slice(1) },
    "domains.map has lost 3 of the 4 domains that were committed last",
  ],
  [
    "2 of 3 names",
    { committed: NAMES.slice(1), missing: NAMES.slice(2) },
    "domains.map has lost 2 of the 3 domains that were committed last",
  ],
  ["no servers.json", { json: undefined }, "servers.json is missing, and 4 servers were committed last"],
  ["an empty servers.json", { json: "\n" }, "servers.json is empty, and 4 servers were committed last"],
  ["3 of 4 servers", { count: 1 }, "servers.json has lost 3 of the 4 servers that were committed last"],
])("is %s", (_, given, expected) => {
  expect(loss(given)).toBe(expected);
});

it.each<[string, Given]>([
  ["half of the names", { missing: NAMES.slice(2) }],
  ["1 of 1 name", { committed: ["a.test"], missing: ["a.test"] }],
  ["half of the servers", { count: 2 }],
  ["no map where there was no name", { map: undefined, committed: [] }],
  ["an empty servers.json where there was no server", { json: "", servers: 0 }],
  ["names in other pools", { missing: NAMES.slice(1), elsewhere: NAMES }],
  [
    "names of lines that are not understood",
    { missing: NAMES.slice(1), problems: NAMES.map((name) => ({ name: domain(name) })) },
  ],
  [
    "records that are not understood",
    { count: 1, problems: NAMES.slice(2).map((name) => ({ file: "/x/servers.json", name: domain(name) })) },
  ],
  ["what was accepted", { map: undefined, revision: "r0" }],
])("is not %s", (_, given) => {
  expect(loss(given)).toBeUndefined();
});
