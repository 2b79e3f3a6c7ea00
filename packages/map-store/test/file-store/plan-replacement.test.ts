import { isDeepStrictEqual } from "node:util";
import type { DomainPattern } from "@haproxy-mcp/validation";
import fc from "fast-check";
import { expect, it } from "vitest";
import { adding, domain, removing } from "../../src/contract/harness.js";
import { editServersFile } from "../../src/format/edit-servers-file.js";
import { parseServersFile, serversFileContent } from "../../src/format/servers-file.js";
import { type Change, mapKey, poolOf, type StateSnapshot } from "../../src/index.js";
import { anyMapText, anyPattern, anyPoolNumber, anyPools, anyRecords, anySlots } from "../arbitraries.js";
import { both, moving, planned, readFiles, setting } from "./planned.js";

const anyFiles = fc.record({
  map: fc.oneof(
    anyMapText,
    anyPools.map(
      (pools) => planned("", "{}", ({ state }) => ({ state: { ...state, pools }, result: 0 })).map,
    ),
  ),
  servers: anyRecords.map((records) =>
    serversFileContent(editServersFile(parseServersFile("", Buffer.from("{}")), records)).toString(),
  ),
});

const anyAddition = fc.tuple(anyPattern, anyPoolNumber, anySlots).map(
  ([name, number, servers]): Change<undefined> =>
    (snapshot) => {
      if (!isFree(snapshot, name)) return undefined;
      const had = snapshot.state.pools.get(number)?.servers ?? new Map();
      return both(adding(name, number), setting(number, new Map([...servers, ...had])))(snapshot);
    },
);
const anyRemoval = anyPattern.map((name) => removing(name));
const anyMove = fc.tuple(anyPattern, anyPoolNumber).map(([name, number]) => moving(name, number));
const anyServers = fc.tuple(anyPattern, anySlots).map(
  ([name, servers]): Change<undefined> =>
    (snapshot) => {
      const number = poolOf(snapshot.state, name);
      return number === undefined ? undefined : setting(number, servers)(snapshot);
    },
);
const anyDiscarding: fc.Arbitrary<Change<undefined>> = anyPattern.map((name) => ({ state }) => ({
  state,
  discard: [domain(name)],
  result: undefined,
}));

function isFree({ state, problems }: StateSnapshot, name: DomainPattern): boolean {
  const isUncertain = problems.some((problem) => problem.about === "route" && problem.name === name);
  return poolOf(state, name) === undefined && !state.foreign.has(mapKey(name)) && !isUncertain;
}

it("gives what it gives when the files are read again, after any changes of any files", () => {
  fc.assert(
    fc.property(
      anyFiles,
      fc.array(fc.oneof(anyAddition, anyRemoval, anyMove, anyServers, anyDiscarding), { maxLength: 4 }),
      (files, changes) => {
        let { map, servers } = files;
        for (const change of changes) {
          const { before, after, written, ...texts } = planned(map, servers, change);
          // a step is prepared while the one before it is made
          expect(written.some((file, index) => file === written[index - 1])).toBe(false);
          expect(after.state).toEqual(change(before)?.state ?? before.state);
          ({ map, servers } = texts);
          expect(after).toEqual({ ...readFiles(map, servers).snapshot, locate: expect.any(Function) });
        }
      },
    ),
    { numRuns: 200 },
  );
});

it("is the old or the new state after each file, for an addition, a removal and a change of servers", () => {
  fc.assert(
    fc.property(anyFiles, fc.oneof(anyAddition, anyRemoval, anyServers), ({ map, servers }, change) => {
      const { before, after, read } = planned(map, servers, change);
      for (const { state } of read) {
        expect(state).toEqual(isDeepStrictEqual(state, before.state) ? before.state : after.state);
      }
    }),
    { numRuns: 200 },
  );
});
