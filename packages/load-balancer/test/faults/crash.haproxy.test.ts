import { fileURLToPath } from "node:url";
import { runChild, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { loadBalancerOf } from "../harness.js";
import { leftovers, letLockAge, type Observed, observe } from "../observe.js";
import { BELIEVED_POOLS, CASES, type Call, chosen, POOLS, REFUSED } from "./cases.js";
import { choices, lender } from "./made-or-not.js";
import { outcomeOf, recordFileOf, takeRecorded } from "./recorded-steps.js";

const lend = lender();
const CHILD = fileURLToPath(new URL("../children/changes.mjs", import.meta.url));

/** @returns the number of fault points; `undefined` when it was killed */
async function makeInChild(
  haproxy: TestHaproxy,
  calls: readonly Call[],
  killAt: number,
): Promise<number | undefined> {
  const { mapFile, serversFile, stateFile, runtimeSocket } = haproxy;
  const paths = { mapFile, serversFile, stateFile, runtimeSocket, recordFile: recordFileOf(haproxy) };
  const printed = await runChild(CHILD, { paths, pools: BELIEVED_POOLS, calls, killAt });
  return printed === undefined ? undefined : Number(printed);
}

it.concurrent.each(CASES.map((one, index) => ({ ...one, index })))(
  "killed at any step of $name, a fresh start finds each change made or not made, and nothing else",
  { timeout: 600_000 },
  async ({ calls, index, name }) => {
    await using lent = await lend();
    const { haproxy, before, reset, after } = lent;
    const allowed: Observed[] = [];
    for (const isMade of choices(calls)) allowed.push(await after(calls, isMade));
    await reset();
    const count = (await makeInChild(haproxy, calls, 0)) ?? 0;
    expect(count).toBeGreaterThan(10);
    await takeRecorded(haproxy);

    for (const killAt of chosen(count, index)) {
      await reset();

      await makeInChild(haproxy, calls, killAt);
      await letLockAge(haproxy);
      const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS);
      const { remaining } = await loadBalancer.restore();

      const found = await observe(haproxy);
      expect(await leftovers(haproxy)).toEqual([]);
      const steps = await takeRecorded(haproxy);
      if (remaining.length === 0) {
        expect(allowed, `killed at ${killAt}`).toContainEqual(found);
        const now = await loadBalancer.read();
        const outcomes = calls.map((_, call) => {
          const last = steps.findLast((one) => one.call === call);
          return last === undefined ? "not begun" : outcomeOf(last.step, now);
        });
        expect(outcomes).not.toContain("unknown");
        const recorded =
          allowed[
            choices(calls).findIndex((choice) =>
              outcomes.every((its, call) => (its === "done") === choice(call)),
            )
          ];
        expect(recorded, `recorded before it was killed at ${killAt}`).toEqual(found);
      }
      // Killed before it knew that HAProxy refuses: the requested change is in the files, and is reported as missing in HAProxy.
      else expect([name, found.map, found.servers]).toEqual([REFUSED, before.map, before.servers]);
    }
  },
);

it.concurrent("killed at any step of a restore, a fresh start finds what the files say", {
  timeout: 600_000,
}, async () => {
  await using lent = await lend();
  const { haproxy, before, reset } = lent;
  const drift = async () => {
    await reset();
    await haproxy.runtime("set server pool_1/pool_1_1 addr 10.9.9.9 port 9");
    await haproxy.runtime("set server pool_2/pool_2_1 state maint");
    await haproxy.runtime(`add map ${haproxy.mapFile} a.example.test pool_3`);
    await haproxy.runtime(`del map ${haproxy.mapFile} b.example.test`);
  };
  await drift();
  const count = (await makeInChild(haproxy, [["restore"]], 0)) ?? 0;
  expect(await observe(haproxy)).toEqual(before);
  expect(count).toBeGreaterThan(5);

  for (const killAt of chosen(count, 0)) {
    await drift();

    await makeInChild(haproxy, [["restore"]], killAt);
    await letLockAge(haproxy);
    await loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS).restore();

    expect(await observe(haproxy), `killed at ${killAt}`).toEqual(before);
    expect(await leftovers(haproxy)).toEqual([]);
  }
});
