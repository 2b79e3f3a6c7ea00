import fc from "fast-check";
import { expect, it } from "vitest";
import { adding, domain, keeping, removing } from "../../src/contract/harness.js";
import { type Change, type ExclusiveStateStore, poolOf, type StateSnapshot } from "../../src/index.js";
import { lateClock, type TempStore, tempStore } from "../temp-store.js";

const NAMES = ["a.test", "b.test", "c.test", "*.d.test"];

type Step = (store: ExclusiveStateStore, temp: TempStore) => Promise<unknown>;

const anyName = fc.constantFrom(...NAMES);
const toggling =
  (name: string, pool: number): Change<unknown> =>
  (snapshot) =>
    poolOf(snapshot.state, domain(name)) === undefined
      ? adding(name, pool)(snapshot)
      : removing(name)(snapshot);

const anyUpdate = fc
  .record({ name: anyName, pool: fc.integer({ min: 1, max: 3 }), isRefused: fc.boolean() })
  .map(
    ({ name, pool, isRefused }): Step =>
      (store) =>
        store
          .update(toggling(name, pool), {
            confirm: () => (isRefused ? Promise.reject(new Error("refused")) : Promise.resolve()),
          })
          .catch(({ code, message }) =>
            expect([code, message]).toContain(code === "CONFLICT" ? code : "refused"),
          ),
  );
const anyRelease = anyName.map(
  (name): Step =>
    (store) =>
      store.update((snapshot) => ({
        ...keeping(snapshot),
        state: snapshot.state,
        release: [domain(name)],
        result: undefined,
      })),
);
/** What a person does to a line of the map that is drawn. */
const anyEdit = fc
  .tuple(
    fc.nat(5),
    fc.constantFrom<(line: string) => string>(
      () => "",
      (line) => `# ${line}`,
      (line) => line.replace("\n", " # remark\n"),
      (line) => line.trimEnd(),
      (line) => line + line,
      (line) => line.replace(/pool_\d/, "pool_3"),
      (line) => line.replace(/^# /, ""),
      (line) => line.replace(/ # remark/, ""),
    ),
  )
  .map(
    ([index, edit]): Step =>
      async (_, temp) => {
        const lines = (await temp.text("domains.map").catch(() => "")).split(/(?<=\n)/);
        const at = index % lines.length;
        await temp.write("domains.map", lines.with(at, edit(lines[at] ?? "")).join(""));
      },
  );
/** A map as it was, or none. */
const anyBackup = fc.constantFrom("", "a.test pool_1\nb.test pool_2\n", "b.test pool_1\na.test pool_3").map(
  (text): Step =>
    (_, temp) =>
      temp.write("domains.map", text),
);

const told = ({ resting, ...snapshot }: StateSnapshot) => ({
  ...snapshot,
  resting: new Map([...resting].map(([pool, { names }]) => [pool, names])),
  locate: undefined,
});

it("a running store and a new one read the same after any edits and updates", async () => {
  const anySteps = fc.array(fc.oneof({ weight: 3, arbitrary: anyUpdate }, anyRelease, anyEdit, anyBackup), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      await using temp = await tempStore();
      const store = temp.open({ clock: lateClock });
      for (const step of steps) {
        await step(store, temp);
        const [known, read] = [await store.read(), await temp.open({ clock: lateClock }).read()];
        expect(told(known)).toEqual(told(read));
        for (const [name, pool] of read.missing)
          expect(read.state.pools.get(pool)?.names.has(name)).not.toBe(true);
        for (const pool of read.resting.keys()) expect(read.state.pools.has(pool)).toBe(false);
      }
    }),
    { numRuns: 100, seed: 1710342541 }, // once, a name that came back in a line without its end
  );
});
