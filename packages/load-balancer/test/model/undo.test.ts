import { type DesiredState, emptyState } from "@haproxy-mcp/map-store";
import { poolName, serverName } from "@haproxy-mcp/pool-allocator";
import { atFullSize } from "@haproxy-mcp/test-haproxy";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Context } from "../../src/context.js";
import { withDomain } from "../../src/desired-state.js";
import type { StateDifference } from "../../src/index.js";
import { addDomain } from "../../src/operations/add-domain.js";
import { addServer } from "../../src/operations/add-server.js";
import { removeDomain } from "../../src/operations/remove-domain.js";
import { removeServer } from "../../src/operations/remove-server.js";
import { setDomainState, setServerState, setServerWeight } from "../../src/operations/set-server.js";
import { planUndo } from "../../src/plans/undo.js";
import { differenceOf } from "../../src/state-difference.js";
import { groundOf, domain as nameOf } from "../states.js";
import { change, domain } from "./arbitraries.js";
import { apply, type Change, EMPTY, type Model, type ModelChange, POOLS, shown, undo } from "./model.js";

const RUNS = atFullSize(2_000, 60);
/** `MODEL_SEED=…` draws others. */
const SEED = Number(process.env["MODEL_SEED"] ?? 1);
const NOTHING = { before: EMPTY, after: EMPTY, difference: { names: [], servers: [], kept: [] } };
const OPERATIONS = {
  addDomain,
  removeDomain,
  addServer,
  removeServer,
  setServerState,
  setServerWeight,
  setDomainState,
};

type Step =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "undo"; readonly back: number }
  | { readonly kind: "edited"; readonly domain: string; readonly pool: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("change" as const), change }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("undo" as const), back: fc.nat({ max: 9 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("edited" as const),
      domain,
      pool: fc.integer({ min: 1, max: POOLS.count }),
    }),
  },
);

/** Operations with neither files nor HAProxy. */
function onPaper() {
  let state: DesiredState = emptyState;
  const make: Context["changes"]["make"] = async (plan) => {
    const planned = plan(groundOf(state));
    ({ state } = planned);
    return planned.result;
  };
  const context = { pools: POOLS, node: {}, changes: { make } } as unknown as Context;
  return {
    state: () => state,
    /** @returns `made`, or the code that it was refused with */
    async take([method, input]: Change | readonly ["undo", StateDifference]): Promise<string | undefined> {
      const run =
        method === "undo"
          ? make((ground) => planUndo(ground, POOLS, input), {})
          : (OPERATIONS[method] as (context: Context, input: object) => Promise<unknown>)(context, input);
      return run.then(
        () => "made",
        (error: { readonly code?: string }) => error.code,
      );
    },
    edit: (name: string, pool: number) => {
      state = withDomain(state, nameOf(name), pool);
    },
  };
}

function shownState({ pools }: DesiredState): ReturnType<typeof shown> {
  const all = [...pools].sort(([one], [other]) => one - other);
  return {
    map: all
      .flatMap(([pool, { names }]) => [...names].map((name) => `${name.replace(/^[*]/, "")} pool_${pool}`))
      .sort(),
    servers: all.flatMap(([pool, { servers }]) =>
      [...servers]
        .sort(([one], [other]) => one - other)
        .map(
          ([slot, { ip, port, weight, state }]) =>
            `${serverName(poolName(pool), slot)} ${ip}:${port} weight ${weight} ${state}`,
        ),
    ),
  };
}

it("undoes what a plain model undoes, after any other changes, undos and edits by hand, and refuses what it refuses", async () => {
  const seen = new Set<string | undefined>();
  const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
    const paper = onPaper();
    const history: (ModelChange & { readonly difference: StateDifference })[] = [];
    let model: Model = EMPTY;
    for (const one of steps) {
      if (one.kind === "edited") {
        if (one.domain in model.domains) continue;
        paper.edit(one.domain, one.pool);
        model = { ...model, domains: { ...model.domains, [one.domain]: one.pool } };
        continue;
      }
      const entry = one.kind === "undo" ? history.at(-1 - (one.back % history.length)) : undefined;
      if (one.kind === "undo" && entry === undefined) continue;
      const expected = one.kind === "change" ? apply(model, one.change) : undo(model, entry ?? NOTHING);
      const before = paper.state();
      const call = one.kind === "change" ? one.change : (["undo", (entry ?? NOTHING).difference] as const);
      const ended = await paper.take(call);
      expect(ended, JSON.stringify(call)).toBe(typeof expected === "string" ? expected : "made");
      if (one.kind === "undo") seen.add(ended);
      if (typeof expected === "string") continue;
      history.push({ before: model, after: expected, difference: differenceOf(before, paper.state()) });
      model = expected;
      expect(shownState(paper.state()), JSON.stringify(call)).toEqual(shown(model));
    }
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  expect([...seen]).toEqual(expect.arrayContaining(["made", "CHANGED_SINCE"]));
});
