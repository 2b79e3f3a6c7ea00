import type { DesiredState } from "@haproxy-mcp/map-store";
import { atFullSize } from "@haproxy-mcp/test-haproxy";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { expect, it } from "vitest";
import type { HistoryEntry } from "../../src/history/history-entry.js";
import type { Result } from "../../src/history/history-line.js";
import { endsOfKilled } from "../../src/history/settle-outcomes.js";
import { addedDomain, historyWith } from "../support/entries.js";

/** Of the sequences; 5 has no factor in common with their number, so that each event comes at each place. */
const EVERY = atFullSize(1, 5);

type Pools = Readonly<Record<string, number>>;

const revisionOf = (pools: Pools) => JSON.stringify(Object.entries(pools).sort());

function stateOf(pools: Pools): DesiredState {
  const numbers = [...new Set(Object.values(pools))];
  const namesOf = (number: number) => Object.keys(pools).filter((name) => pools[name] === number);
  const entries = numbers.map((number) => {
    const names = new Set(namesOf(number) as DomainPattern[]);
    return [number, { names, servers: new Map() }] as const;
  });
  return { pools: new Map(entries), foreign: new Map() };
}

interface Move {
  readonly name: string;
  readonly pool: number;
}

/** Changes that are made together are written by one process, and are made or not made together. */
interface Group {
  readonly changes: readonly Move[];
  readonly isMade: boolean;
  readonly isKilled: boolean;
}

/** By hand. */
interface Edit {
  readonly edited: Move;
}

const [A1, A2, B1, C3] = [
  { name: "a", pool: 1 },
  { name: "a", pool: 2 },
  { name: "b", pool: 1 },
  { name: "c", pool: 3 },
];
const GROUPS: readonly Group[] = [[A1], [A2], [A1, B1]].flatMap((changes) =>
  [true, false].flatMap((isMade) => [true, false].map((isKilled) => ({ changes, isMade, isKilled }))),
);

/** All sequences of so many. */
function sequences<One>(all: readonly One[], length: number): (readonly One[])[] {
  if (length === 0) return [[]];
  return sequences(all, length - 1).flatMap((sequence) => all.map((one) => [...sequence, one]));
}

function play(events: readonly (Group | Edit)[]) {
  const entries: HistoryEntry[] = [];
  const truth = new Map<string, Result>();
  let pools: Pools = {};
  let pid = 1;
  for (const event of events) {
    if ("edited" in event) {
      pools = { ...pools, [event.edited.name]: event.edited.pool };
      continue;
    }
    const { changes, isMade, isKilled } = event;
    pid += 1;
    const moving = changes.filter(({ name, pool }) => pools[name] !== pool);
    const after = { ...pools, ...Object.fromEntries(moving.map(({ name, pool }) => [name, pool])) };
    for (const { name, pool } of moving) {
      const id = String(entries.length);
      const names = [{ name, before: pools[name], after: pool }];
      const [before, then] = [revisionOf(pools), revisionOf(after)];
      const step = {
        kind: "step",
        id,
        step: 0,
        before,
        after: then,
        difference: { names, servers: [], kept: [] },
      };
      const result = isMade ? "done" : "rolled back";
      if (isKilled) truth.set(id, result);
      entries.push(
        addedDomain({
          id,
          writer: { pid, started: "never" },
          steps: [step] as unknown as HistoryEntry["steps"],
          end: isKilled ? undefined : { time: "", result },
        }),
      );
    }
    if (isMade) pools = after;
  }
  const now = { revision: revisionOf(pools), state: stateOf(pools) };
  return { now, truth, derive: () => endsOfKilled(historyWith(...entries.reverse()).entries(), now) };
}

it("finds out how changes of killed processes ended, also of those made together, tried again, or edited around", async () => {
  let found = 0;
  const all = sequences<Group | Edit>([...GROUPS, { edited: C3 }], 3);
  for (const events of all.filter((_, index) => index % EVERY === 0)) {
    const isEdited = events.some((event) => "edited" in event);
    const { truth, derive } = play(events);
    for (const { id, result } of await derive())
      if (result !== truth.get(id) && !(isEdited && result === "unknown"))
        expect.fail(`${JSON.stringify(events)}: ${id} is ${result}, not ${truth.get(id)}`);
    found += truth.size;
  }
  expect(found).toBeGreaterThan(1_000 / EVERY);
});

it("finds out how a change ended that was tried again without those that were refused", async () => {
  const step = (id: string, before: string, after: string) =>
    ({ ...addedDomain().steps[0], id, before, after }) as HistoryEntry["steps"][number];
  const writer = { pid: 2, started: "never" };
  const killed = { writer, end: undefined };
  const refused = { time: "", result: "rolled back" } as const;
  const now = { revision: "r2", state: stateOf({ "d1.example.test": 1 }) };
  for (const end of [refused, undefined]) {
    const entries = [
      addedDomain({ ...killed, end, id: "refused", steps: [step("refused", "r0", "r1")] }),
      addedDomain({ ...killed, id: "made", steps: [step("made", "r0", "r2")] }),
    ];
    const ends = await endsOfKilled(historyWith(...entries).entries(), now);
    expect(ends.at(-1)).toMatchObject({ id: "made", result: "done" });
  }
});
