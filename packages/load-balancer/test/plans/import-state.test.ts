import type { DesiredState, Pool } from "@haproxy-mcp/map-store";
import fc from "fast-check";
import { expect, it } from "vitest";
import { LoadBalancerError } from "../../src/index.js";
import { planImportState } from "../../src/plans/import-state.js";
import { planUndo } from "../../src/plans/undo.js";
import { differenceOf } from "../../src/state-difference.js";
import { domain, groundOf, server, stateOf } from "../states.js";

const POOLS = { count: 6, slots: 3 };
const [X, Y, Z] = [server("192.0.2.1"), server("192.0.2.2", 81, 7, "drain"), server("192.0.2.3")];
const OLD = stateOf({
  "a.test.com": { pool: 1, servers: { 1: X, 3: Y } },
  "alias.test.com": { pool: 1 },
  "b.test.com": { pool: 3, servers: { 2: X } },
  "empty.test.com": { pool: 4 },
});
const EMPTY = stateOf({});

const poolsIn = ({ pools }: DesiredState): readonly Pool[] => [...pools.values()];
const pool = (names: string, servers: Parameters<typeof stateOf>[0][string]["servers"] = {}): Pool => {
  const [only] = poolsIn(
    stateOf(Object.fromEntries(names.split(" ").map((name) => [name, { pool: 1, servers }]))),
  );
  if (only === undefined) throw new Error("no names");
  return only;
};
const given = (
  pools: readonly Pool[],
  prune = false,
  state = OLD,
  more: Parameters<typeof groundOf>[1] = {},
) => planImportState(groundOf(state, more), POOLS, { pools, prune });
const shown = (state: DesiredState) =>
  Object.fromEntries(
    [...state.pools].map(([number, { names, servers }]) => [
      number,
      [[...names].sort(), Object.fromEntries(servers)],
    ]),
  );

it("changes nothing where all is so already", () => {
  const { state, result } = given(poolsIn(OLD), true);

  expect(state).toEqual(OLD);
  expect(result).toEqual({ changes: [], difference: differenceOf(OLD, OLD), unchanged: 4, kept: 0 });
});

it("gives an empty state the same domains and servers, in the lowest pools", () => {
  const { state, result } = given(poolsIn(OLD), true, EMPTY);

  expect(poolsIn(state)).toEqual(poolsIn(OLD));
  expect([...state.pools.keys()]).toEqual([1, 2, 3]);
  expect(result).toMatchObject({ unchanged: 0, kept: 0 });
});

it.each<readonly [string, readonly Pool[], boolean, object, number, number]>([
  [
    "keeps what is not given",
    [pool("c.test.com", { 1: Z })],
    false,
    { ...shown(OLD), 2: [["c.test.com"], { 1: Z }] },
    0,
    4,
  ],
  [
    "removes what is not given, when asked",
    [pool("b.test.com", { 2: X })],
    true,
    { 3: [["b.test.com"], { 2: X }] },
    1,
    0,
  ],
  ["removes all when nothing is given", [], true, {}, 0, 0],
  [
    "sets the servers, also for a name that shares them and is not given",
    [pool("a.test.com", { 2: Z })],
    false,
    { ...shown(OLD), 1: [["a.test.com", "alias.test.com"], { 2: Z }] },
    0,
    2,
  ],
  [
    "parts names that shared a pool: the first keep it",
    [pool("a.test.com", { 1: X }), pool("alias.test.com new.test.com", { 1: Z })],
    false,
    { ...shown(OLD), 1: [["a.test.com"], { 1: X }], 2: [["alias.test.com", "new.test.com"], { 1: Z }] },
    0,
    2,
  ],
  [
    "joins names where most of them are, and frees the pool that none is left in",
    [pool("b.test.com a.test.com alias.test.com", { 1: X, 3: Y })],
    false,
    { 1: [["a.test.com", "alias.test.com", "b.test.com"], { 1: X, 3: Y }], 4: [["empty.test.com"], {}] },
    2,
    1,
  ],
])("%s, and is undone", (_what, pools, prune, expected, unchanged, kept) => {
  const { state, result } = given(pools, prune);

  expect(shown(state)).toEqual(expected);
  expect(result).toMatchObject({ difference: differenceOf(OLD, state), unchanged, kept });
  expect(shown(planUndo(groundOf(state), POOLS, result.difference).state)).toEqual(shown(OLD));
});

it("names each name that changes, with the slots of its pool", () => {
  const { result } = given(
    [pool("a.test.com", { 1: X, 2: Z }), pool("c.test.com b.test.com", { 2: X })],
    true,
  );

  expect(
    result.changes.map(({ domain, from, to, slots }) => [domain, from, to, slots.map(({ name }) => name)]),
  ).toEqual([
    ["a.test.com", "pool_1", "pool_1", ["pool_1_2", "pool_1_3"]],
    ["alias.test.com", "pool_1", undefined, ["pool_1_2", "pool_1_3"]],
    ["c.test.com", undefined, "pool_3", []],
    ["empty.test.com", "pool_4", undefined, []],
  ]);
  expect(result).toMatchObject({ unchanged: 1, kept: 0 });
});

it("marks a name that is not given, and gets the servers of the pool that it shares", () => {
  const { changes } = given([pool("a.test.com", { 2: Z })]).result;

  expect(changes.map(({ domain, isBeside }) => [domain, isBeside])).toEqual([
    ["a.test.com", false],
    ["alias.test.com", true],
  ]);
});

it("gives names the pools that rest for them, and no pool that rests for another", () => {
  const [count, half] = [60, 30];
  const name = (number: number) => `n${number}.test.com`;
  const resting = new Map(
    Array.from({ length: half }, (_, index) => [
      index + 1,
      { names: new Set([domain(name(index))]), leftMs: 9 },
    ]),
  );
  const wanted = Array.from({ length: half }, (_, index) => pool(name(index + 1)));

  const { state } = planImportState(
    groundOf(EMPTY, { resting }),
    { count, slots: 1 },
    { pools: wanted, prune: false },
  );

  // the first pool rests for a name that is not given
  expect([...state.pools.keys()].sort((one, other) => one - other)).toEqual(
    Array.from({ length: half }, (_, index) => index + 2),
  );
});

it("makes any state any other, and undoes it", () => {
  const names = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 9 });
  const servers = fc.dictionary(fc.constantFrom("1", "2", "3"), fc.constantFrom(X, Y, Z));
  const pools = fc
    .tuple(names, fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), servers), { minLength: 9, maxLength: 9 }))
    .map(([given, places]) => {
      const byPool = new Map<number, { names: string[]; servers: Record<number, typeof X> }>();
      for (const [index, name] of given.entries()) {
        const [number, its] = places[index] ?? [0, {}];
        const known = byPool.get(number) ?? { names: [], servers: its };
        known.names.push(`n${name}.test.com`);
        byPool.set(number, known);
      }
      return [...byPool.values()].map((one) => pool(one.names.join(" "), one.servers));
    });
  const numbered = (list: readonly Pool[]): DesiredState => ({
    pools: new Map(list.map((one, index) => [2 * index + 1, one])),
    foreign: new Map(),
  });
  const byNames = (list: readonly Pool[]) =>
    list.map((one) => [[...one.names].sort().join(" "), Object.fromEntries(one.servers)]).sort();
  fc.assert(
    fc.property(pools, pools, fc.boolean(), (before, wanted, prune) => {
      const old = numbered(before);
      const wide = { count: 20, slots: 3 };

      const { state, result } = planImportState(groundOf(old), wide, { pools: wanted, prune });
      const again = planImportState(groundOf(state), wide, { pools: wanted, prune });
      const undone = planUndo(groundOf(state), wide, result.difference);

      if (prune) expect(byNames(poolsIn(state))).toEqual(byNames(wanted));
      expect(again.result).toMatchObject({ changes: [], difference: { names: [], servers: [] } });
      expect(shown(undone.state)).toEqual(shown(old));
    }),
    { numRuns: 100 },
  );
});

const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (LoadBalancerError.isInstance(error)) return [error.code, error.field, error.message].join(" ");
    throw error;
  }
  return "done";
};

it("refuses what other changes would refuse, and names the pool", () => {
  const problem = {
    about: "route",
    kind: "UNREADABLE",
    file: "domains.map",
    line: 2,
    message: "broken",
  } as const;
  const refuse = ({ ip }: { readonly ip: string }) => (ip === Z.ip ? `${ip} is no server` : undefined);
  const c = pool("c.test.com", { 1: Z });
  const seven = "1234567".split("").map((digit) => pool(`n${digit}.test.com`));

  expect(refusal(() => given([pool("b.test.com", { 2: X }), c], false, OLD, { refuse }))).toBe(
    "REFUSED_SERVER pools[1] c.test.com: 192.0.2.3 is no server",
  );
  expect(refusal(() => given([pool("c.test.com", { 4: Z })]))).toMatch(
    /^SLOT_OUT_OF_RANGE pools\[0\] c\.test/,
  );
  expect(refusal(() => given(seven))).toMatch(/^NO_FREE_POOL pools\[3\] n4\.test\.com: all 6 pools /);
  expect(
    refusal(() => given([c], false, OLD, { problems: [{ ...problem, name: domain("c.test.com") }] })),
  ).toMatch(/^UNCERTAIN document c\.test\.com /);
  // a name that is removed, of a pool that another line may name
  expect(refusal(() => given([], true, OLD, { problems: [{ ...problem, pool: 3 }] }))).toMatch(/^UNCERTAIN /);
  expect(
    refusal(() =>
      given([pool("b.test.com", { 1: X })], false, OLD, {
        problems: [{ ...problem, about: "servers", pool: 3, slot: 1 }],
      }),
    ),
  ).toMatch(/^SLOT_TAKEN pools\[0\] /);
  expect(refusal(() => given([c], false, stateOf({}, { "c.test.com": "intranet" })))).toMatch(
    /^DOMAIN_EXISTS /,
  );
  expect(
    refusal(() => given([c], false, OLD, { orphans: [{ name: domain("c.test.com"), since: undefined }] })),
  ).toMatch(/^ORPHANED /);
});
