import { appendFile, chown, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { atFullSize, runChild, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { ChangeStep, LoadBalancer } from "../../src/index.js";
import { call } from "../faults/arrange.js";
import type { Call } from "../faults/cases.js";
import { recordFileOf, takeRecorded } from "../faults/recorded-steps.js";
import { loadBalancerOf, startPools } from "../harness.js";
import { letLockAge, observe } from "../observe.js";
import { change, domain, weight } from "./arbitraries.js";
import { DAMAGES, type Damage } from "./damages.js";
import { apply, type Change, EMPTY, type Model, type ModelChange, POOLS, shown, undo } from "./model.js";

const CHILD = fileURLToPath(new URL("../children/changes.mjs", import.meta.url));
const RUNS = atFullSize(150, 12);
/** `MODEL_SEED=…` draws others. */
const SEED = Number(process.env["MODEL_SEED"] ?? 1);

interface Real {
  readonly haproxy: TestHaproxy;
  readonly loadBalancer: LoadBalancer;
  /** What was made and may be undone, the undoing too. */
  readonly history: (ModelChange & Pick<ChangeStep, "difference">)[];
  /** The files after the first steps of a run. */
  old?: readonly [map: string, servers: string];
}

/** What happens next: made by us, by HAProxy, by a person, or by chance. */
type Step =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "undo"; readonly back: number }
  | { readonly kind: "crash"; readonly change: Change; readonly killAt: number }
  | { readonly kind: "reload" }
  | { readonly kind: "restart" }
  | { readonly kind: "map edited"; readonly domain: string; readonly pool: number }
  | { readonly kind: "servers edited"; readonly weight: number }
  | { readonly kind: "damaged"; readonly damage: Damage; readonly domain: string; readonly change: Change }
  | { readonly kind: "old copies" }
  | { readonly kind: "other owner" }
  | { readonly kind: "socket used"; readonly lines: readonly string[] };

const drift = fc.constantFrom(
  "set server pool_1/pool_1_1 addr 10.9.9.9 port 9",
  "set server pool_1/pool_1_1 state ready",
  "set server pool_2/pool_2_2 weight 77",
  "set server pool_3/pool_3_1 state drain",
  "add map MAP a.test.com be_other",
  "add map MAP stray.test.com be_other",
  "del map MAP a.test.com",
  "clear map MAP",
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("change" as const), change }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("undo" as const), back: fc.nat({ max: 9 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("crash" as const),
      change,
      killAt: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reload" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("map edited" as const),
      domain,
      pool: fc.integer({ min: 1, max: POOLS.count }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("servers edited" as const), weight }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("damaged" as const),
      damage: fc.constantFrom(...DAMAGES),
      domain,
      change,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("old copies" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("other owner" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("socket used" as const),
      lines: fc.array(drift, { minLength: 1, maxLength: 4 }),
    }),
  },
);

/** @returns the model that follows; what is there is compared with it by the caller */
async function take(model: Model, real: Real, step: Step): Promise<Model> {
  const { haproxy } = real;
  switch (step.kind) {
    case "change":
      return recorded(model, real, apply(model, step.change), step.change);
    case "undo": {
      const change = real.history.at(-1 - (step.back % real.history.length));
      if (change === undefined) return model;
      return recorded(model, real, undo(model, change), ["undo", { difference: change.difference }]);
    }
    case "crash":
      return crash(model, real, step);
    case "reload":
      await haproxy.reload();
      return model;
    case "restart":
      await haproxy.restart();
      return model;
    case "map edited":
      return editMap(model, real, step);
    case "servers edited":
      return editServers(model, real, step.weight);
    case "damaged":
      return damage(model, real, step);
    case "old copies":
      return putBackOldCopies(model, real);
    case "other owner":
      for (const file of [haproxy.mapFile, haproxy.serversFile])
        await chown(file, 65_534, 65_534).catch(() => {});
      return model;
    case "socket used":
      for (const line of step.lines) await haproxy.runtime(line.replace("MAP", haproxy.mapFile));
      await repair(real);
      return model;
  }
}

/** Makes a change that may be undone later. @param expected the model after it, or the code that it is refused with */
async function recorded(
  model: Model,
  { loadBalancer, history }: Real,
  expected: Model | string,
  change: Call,
): Promise<Model> {
  const steps: ChangeStep[] = [];
  const changes = {
    ...loadBalancer,
    ...loadBalancer.recorded({ intend: async (step) => void steps.push(step) }),
  };
  const told = await call(changes, change).then(
    () => "made",
    (error: { readonly code?: string }) => error.code,
  );
  expect(told, JSON.stringify(change)).toBe(typeof expected === "string" ? expected : "made");
  if (typeof expected === "string") return model;
  for (const { difference } of steps) history.push({ before: model, after: expected, difference });
  return expected;
}

/** What was set by hand may be more than there is otherwise: then nothing is deleted, and HAProxy has to start again. */
async function repair({ haproxy, loadBalancer }: Real): Promise<void> {
  await loadBalancer.restore().catch(async (error: { readonly code?: string }) => {
    expect(error.code).toBe("STATE_TOO_SMALL");
    await haproxy.restart();
  });
}

async function crash(
  model: Model,
  { haproxy, loadBalancer, history }: Real,
  { change, killAt }: { readonly change: Change; readonly killAt: number },
): Promise<Model> {
  const { mapFile, serversFile, stateFile, runtimeSocket } = haproxy;
  const paths = { mapFile, serversFile, stateFile, runtimeSocket, recordFile: recordFileOf(haproxy) };
  await runChild(CHILD, { paths, pools: POOLS, calls: [change], killAt });
  await letLockAge(haproxy);
  await loadBalancer.restore();
  const steps = await takeRecorded(haproxy);
  const after = apply(model, change);
  if (typeof after === "string") return model;
  const { map, servers } = await observe(haproxy);
  expect([shown(model), shown(after)]).toContainEqual({ map, servers });
  if (JSON.stringify(shown(after)) !== JSON.stringify({ map, servers })) return model;
  if (JSON.stringify(shown(after)) !== JSON.stringify(shown(model))) expect(steps).toHaveLength(1);
  for (const { step } of steps) history.push({ before: model, after, difference: step.difference });
  return after;
}

/** A person routes a name that is free to some pool. */
async function editMap(
  model: Model,
  { haproxy, loadBalancer }: Real,
  { domain, pool }: { readonly domain: string; readonly pool: number },
): Promise<Model> {
  if (domain in model.domains) return model;
  await appendFile(haproxy.mapFile, `\n# by hand\n${domain.replace(/^[*]/, "")}\tpool_${pool}\n`);
  await loadBalancer.restore();
  return { ...model, domains: { ...model.domains, [domain]: pool } };
}

/** A person gives all servers another weight, in the file. */
async function editServers(model: Model, { haproxy, loadBalancer }: Real, weight: number): Promise<Model> {
  const text = await readFile(haproxy.serversFile, "utf8").catch(() => "{}");
  const entries = Object.values(JSON.parse(text) as Record<string, Record<string, { weight?: number }>>);
  const root = JSON.parse(text) as Record<string, Record<string, object>>;
  if (entries.length === 0) return model;
  for (const servers of Object.values(root)) {
    for (const [slot, server] of Object.entries(servers)) servers[slot] = { ...server, weight };
  }
  await writeFile(haproxy.serversFile, JSON.stringify(root));
  await loadBalancer.restore();
  const pools = Object.entries(model.pools).map(([pool, servers]) => {
    const its = Object.entries(servers).map(([slot, server]) => [slot, { ...server, weight }]);
    return [pool, Object.fromEntries(its)];
  });
  return { ...model, pools: Object.fromEntries(pools) };
}

/** What a change may be refused with while a file holds less than before. */
const REFUSALS = ["UNCERTAIN", "STATE_TOO_SMALL", "UNREADABLE", "CONFLICT", "NO_FREE_POOL", "ORPHANED"];

/** A hand damages a file and undoes that; in between the server compares, and is asked for a change. */
async function damage(
  model: Model,
  { haproxy, loadBalancer }: Real,
  { damage, domain, change }: Extract<Step, { readonly kind: "damaged" }>,
): Promise<Model> {
  const file = damage.file === "map" ? haproxy.mapFile : haproxy.serversFile;
  const key = domain.replace(/^[*]/, "");
  const before = await readFile(file, "utf8").catch(() => undefined);
  // What has nothing to lose is no loss: changes are made in the damaged file, and would be undone with the damage.
  const { map: names, servers: all } = shown(model);
  if (before === undefined || (damage.file === "map" ? names : all).length === 0) return model;
  const damaged = damage.damage(before, key);
  if (damaged === before) return model;
  if (damaged === undefined) await rm(file);
  else await writeFile(file, damaged);

  await loadBalancer.restore().catch((error: { readonly code?: string }) => {
    expect(REFUSALS).toContain(error.code);
  });
  const { map, servers } = await observe(haproxy);
  if (damage.removes !== true) expect({ map, servers }, damage.name).toEqual(shown(model));
  const after = damage.removes === true ? model : await changeMeanwhile(model, loadBalancer, change);
  await writeFile(file, damage.undo(await readFile(file, "utf8").catch(() => ""), before, key));
  await loadBalancer.restore();
  return after;
}

/** A success must be one; a refusal must have a reason. */
async function changeMeanwhile(model: Model, loadBalancer: LoadBalancer, change: Change): Promise<Model> {
  const after = apply(model, change);
  const told = await call(loadBalancer, change).then(
    () => "made",
    (error: { readonly code?: string }) => error.code,
  );
  if (told !== "made") expect(typeof after === "string" ? [...REFUSALS, after] : REFUSALS).toContain(told);
  else expect(after, "a change that the model refuses").not.toBeTypeOf("string");
  return told === "made" && typeof after !== "string" ? after : model;
}

/** Old copies of the files are put back for a while. */
async function putBackOldCopies(model: Model, real: Real): Promise<Model> {
  const { haproxy, loadBalancer } = real;
  const files = [haproxy.mapFile, haproxy.serversFile] as const;
  const [map, servers] = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  const now = [map ?? "", servers ?? ""] as const;
  const { old } = real;
  real.old ??= now;
  if (old === undefined) return model;
  for (const texts of [old, now]) {
    await Promise.all(files.map((file, index) => writeFile(file, texts[index] ?? "")));
    await loadBalancer.restore({}).catch(() => loadBalancer.restore({ allowShrink: true }));
  }
  return model;
}

it("does what a plain model does, through any sequence of changes, crashes, reloads and edits by hand", {
  timeout: 900_000,
}, async () => {
  await using haproxy = await startPools(POOLS);
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
    // a new one: pools that rested in the run before are free
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS);
    const real: Real = { haproxy, loadBalancer, history: [] };
    await rm(`${haproxy.mapFile}.journal`, { force: true });
    await writeFile(haproxy.mapFile, "");
    await writeFile(haproxy.serversFile, "{}");
    await writeFile(haproxy.stateFile, "");
    await haproxy.restart();
    let model = EMPTY;
    for (const one of steps) {
      model = await take(model, real, one);
      const { map, servers } = await observe(haproxy);
      expect({ map, servers }, JSON.stringify(one)).toEqual(shown(model));
    }
    expect(await real.loadBalancer.findDrift()).toMatchObject({
      differences: [],
      uncertain: [],
      loss: undefined,
    });
    await haproxy.restart();
    const { map, servers } = await observe(haproxy);
    expect({ map, servers }).toEqual(shown(model));
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
});
