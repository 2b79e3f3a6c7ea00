import type { emptyState, ServerRecord } from "@haproxy-mcp/map-store";
import { describe, expect, it } from "vitest";
import { LoadBalancerError } from "../../src/index.js";
import { planAddDomain } from "../../src/plans/add-domain.js";
import { planAddServer } from "../../src/plans/add-server.js";
import { planRemoveDomain } from "../../src/plans/remove-domain.js";
import { planRemoveServer } from "../../src/plans/remove-server.js";
import { planSetDomainState, planSetServer } from "../../src/plans/set-servers.js";
import { planUndo } from "../../src/plans/undo.js";
import { composeDifferences, differenceOf } from "../../src/state-difference.js";
import { domain, groundOf, namesOf, server, serversOf, slot, stateOf } from "../states.js";

type State = typeof emptyState;
type Step = (state: State) => State;

const POOLS = { count: 5, slots: 3 };
const [X, Y, Z] = [server("192.0.2.1"), server("192.0.2.2", 81, 7, "drain"), server("192.0.2.3")];
const OLD = stateOf({
  "a.test.com": { pool: 1, servers: { 1: X, 3: Y } },
  "alias.test.com": { pool: 1 },
  "b.test.com": { pool: 2, servers: { 2: X } },
  "empty.test.com": { pool: 3 },
});

const add =
  (name: string, its: Partial<Parameters<typeof planAddDomain>[2]> = {}): Step =>
  (state) =>
    planAddDomain(groundOf(state), POOLS, {
      domain: domain(name),
      server: undefined,
      aliasOf: undefined,
      replace: false,
      ...its,
    }).state;
const alias = (name: string, of: string) => add(name, { aliasOf: domain(of) });
const remove =
  (name: string): Step =>
  (state) =>
    planRemoveDomain(groundOf(state), domain(name)).state;
const addServer =
  (name: string, number: number, its: ServerRecord): Step =>
  (state) =>
    planAddServer(groundOf(state), POOLS, {
      domain: domain(name),
      server: its,
      slot: slot(number),
      replace: true,
    }).state;
const removeServer =
  (name: string, number: number): Step =>
  (state) =>
    planRemoveServer(groundOf(state), POOLS, { domain: domain(name), slot: slot(number) }).state;
const setWeight =
  (name: string, number: number, weight: number): Step =>
  (state) => {
    const change = { weight: server("::1", 1, weight).weight };
    return planSetServer(groundOf(state), POOLS, { domain: domain(name), slot: slot(number), change }).state;
  };
const setState =
  (name: string): Step =>
  (state) =>
    planSetDomainState(groundOf(state), { domain: domain(name), serverState: "maint" }).state;

/** The state after other changes and the undo of the first one. */
function undone(change: Step, others: readonly Step[] = [], more: Parameters<typeof groundOf>[1] = {}) {
  const changed = change(OLD);
  const now = others.reduce((state, other) => other(state), changed);
  return planUndo(groundOf(now, more), POOLS, differenceOf(OLD, changed));
}

const shown = (state: State) => ({
  names: Object.fromEntries(namesOf(state)),
  servers: [...state.pools]
    .map(([pool, { servers }]) => [pool, [...servers].sort(([a], [b]) => a - b)])
    .sort(),
});

const CHANGES: readonly (readonly [string, Step])[] = [
  ["a new domain with a server", add("n.test.com", { server: Z, aliases: [domain("m.test.com")] })],
  ["an alias", alias("n.test.com", "b.test.com")],
  ["the removal of a domain", remove("b.test.com")],
  ["the removal of a domain without servers", remove("empty.test.com")],
  ["the removal of a name of several", remove("a.test.com")],
  ["a new server", addServer("a.test.com", 2, Z)],
  ["a server that replaced another", addServer("b.test.com", 2, Z)],
  ["the removal of a server", removeServer("a.test.com", 3)],
  ["a weight", setWeight("a.test.com", 1, 9)],
  ["the state of a domain", setState("a.test.com")],
];

describe.each(CHANGES)("%s", (_what, change) => {
  it("is undone, and so is its undo", () => {
    const changed = change(OLD);
    const { state, result } = undone(change);
    expect(shown(state)).toEqual(shown(OLD));
    expect(result.difference).toEqual(differenceOf(changed, state));
    expect(shown(planUndo(groundOf(state), POOLS, result.difference).state)).toEqual(shown(changed));
  });

  it("is undone once", () => {
    expect(() => undone(change, [() => OLD])).toThrow("changed since: ");
  });

  it("is undone beside changes of other names", () => {
    const others = stateOf({ "other.test.com": { pool: 5, servers: { 1: Z } } }).pools;
    const { state } = undone(change, [
      ({ pools, ...its }) => ({ ...its, pools: new Map([...pools, ...others]) }),
    ]);
    expect(shown(state)).toEqual(shown({ ...OLD, pools: new Map([...OLD.pools, ...others]) }));
  });
});

describe("a domain comes back", () => {
  const give = add("other.test.com", { server: Z });
  const removal = remove("b.test.com");

  it("in another pool, with its servers in the same slots, when its own was given away", () => {
    const { state } = undone(removal, [give]);
    expect(namesOf(state)).toContainEqual(["b.test.com", 4]);
    expect([serversOf(state, 4), serversOf(state, 2)]).toEqual([new Map([[2, X]]), new Map([[1, Z]])]);
  });

  it("in its own pool while that rests for it, in another while it rests for others or HAProxy uses it", () => {
    const resting = (name: string) => new Map([[2, { names: new Set([domain(name)]), leftMs: 1 }]]);
    const poolIn = (more: Parameters<typeof groundOf>[1]) =>
      namesOf(undone(removal, [], more).state).find(([name]) => name === "b.test.com")?.[1];
    expect(poolIn({ resting: resting("b.test.com") })).toBe(2);
    expect(poolIn({ resting: resting("other.test.com") })).toBe(4);
    expect(poolIn({ reserved: new Set([2]) })).toBe(4);
    expect(() => poolIn({ reserved: new Set([2, 4, 5]) })).toThrow("all 5 pools are in use");
  });

  it("not with a server that is refused, nor over a record that can't be read", () => {
    expect(() => undone(removal, [], { refuse: () => "it is HAProxy" })).toThrow("it is HAProxy");
    const problem = {
      kind: "UNREADABLE",
      about: "servers",
      file: "servers.json",
      message: "no port",
    } as const;
    const record = { ...problem, name: domain("b.test.com"), slot: 2 };
    expect(() => undone(removal, [], { problems: [record] })).toThrow(
      "slot 2 has a record that can't be read",
    );
  });

  it("not while it is uncertain, or has other servers on record", () => {
    const line = { kind: "COMMENTED_OUT", about: "route", file: "domains.map", message: "no" } as const;
    expect(() => undone(removal, [], { problems: [{ ...line, name: domain("b.test.com") }] })).toThrow(
      "uncertain",
    );
    const orphans = [{ name: domain("b.test.com"), since: undefined }];
    expect(() => undone(removal, [], { orphans })).toThrow("has servers on record");
  });
});

describe("is refused after a change of", () => {
  const changedOf = (...given: Parameters<typeof undone>) => {
    try {
      return namesOf(undone(...given).state);
    } catch (error) {
      return LoadBalancerError.isInstance(error) ? { message: error.message, ...error.changed } : error;
    }
  };

  it.each<readonly [string, Step, readonly Step[], object]>([
    [
      "the same slot",
      setWeight("a.test.com", 1, 9),
      [setState("a.test.com")],
      {
        message:
          "changed since: pool_1_1 is 192.0.2.1:80 weight 9 in maintenance, not 192.0.2.1:80 weight 9 ready",
        names: [],
        slots: [{ pool: 1, slot: 1 }],
      },
    ],
    [
      "the same name",
      add("n.test.com"),
      [remove("n.test.com")],
      { message: "changed since: n.test.com is removed, not in pool_4", names: ["n.test.com"], slots: [] },
    ],
    [
      "a pool that came into use: its servers would go",
      add("n.test.com"),
      [addServer("n.test.com", 1, Z)],
      { names: [], slots: [{ pool: 4, slot: 1 }] },
    ],
    [
      "a pool that came into use: another name would lose its servers",
      add("n.test.com", { server: Z }),
      [alias("m.test.com", "n.test.com")],
      { names: ["m.test.com"], slots: [] },
    ],
    [
      "the names of its pool, whose slots look the same",
      setWeight("b.test.com", 2, 9),
      [
        remove("b.test.com"),
        add("other.test.com"),
        addServer("other.test.com", 2, { ...X, weight: server("::1", 1, 9).weight }),
      ],
      { names: ["b.test.com"], slots: [] },
    ],
    [
      "the names that an alias shared servers with",
      remove("a.test.com"),
      [remove("alias.test.com"), add("other.test.com", { server: Z })],
      { names: ["alias.test.com"], slots: [] },
    ],
    [
      "the names that an alias joined: their servers would go",
      alias("n.test.com", "b.test.com"),
      [remove("b.test.com")],
      { names: ["b.test.com"], slots: [] },
    ],
  ])("%s", (_what, change, others, expected) => {
    expect(changedOf(change, others)).toMatchObject(expected);
  });

  it("by hand: a name that is routed to another backend", () => {
    const foreign = new Map([["b.test.com", "intranet"]]);
    expect(changedOf(remove("b.test.com"), [(state) => ({ ...state, foreign })])).toMatchObject({
      message: "changed since: b.test.com is in intranet, not removed",
    });
  });
});

it("composes what several changes did, and nothing of what was rolled back", () => {
  const steps = [
    add("n.test.com", { server: Z }),
    setWeight("n.test.com", 1, 3),
    removeServer("a.test.com", 3),
    setState("a.test.com"),
  ];
  const states = [OLD];
  for (const step of steps) states.push(step(states.at(-1) ?? OLD));
  const differences = states.slice(1).map((state, index) => differenceOf(states[index] ?? OLD, state));
  const last = states.at(-1) ?? OLD;

  expect(composeDifferences(differences)).toEqual(differenceOf(OLD, last));
  expect(shown(planUndo(groundOf(last), POOLS, composeDifferences(differences)).state)).toEqual(shown(OLD));
  expect(composeDifferences([...differences, differenceOf(last, OLD)])).toMatchObject({
    names: [],
    servers: [],
  });
});
