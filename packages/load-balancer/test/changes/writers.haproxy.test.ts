import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atFullSize, runChild, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { call } from "../faults/arrange.js";
import type { Call } from "../faults/cases.js";
import { loadBalancerOf, startPools } from "../harness.js";
import { observe } from "../observe.js";

const WRITER = fileURLToPath(new URL("../children/writer.mjs", import.meta.url));
const WRITERS = 4;
const CHANGES = atFullSize(250, 100);
const POOLS = { count: 20, slots: 4 };
/** Codes that two writers may get when they make the same change. */
const EXPECTED = [
  "DOMAIN_EXISTS",
  "DOMAIN_NOT_FOUND",
  "NO_FREE_POOL",
  "NO_FREE_SLOT",
  "SLOT_EMPTY",
  "SLOT_TAKEN",
  "NOTHING_TO_DO", // such as the state that it has
];

/** @returns how often it got which code */
async function write(
  haproxy: TestHaproxy,
  journal: string,
  seed: number,
  twice: boolean,
): Promise<Record<string, number>> {
  const { mapFile, serversFile, stateFile, runtimeSocket } = haproxy;
  const paths = { mapFile, serversFile, stateFile, runtimeSocket };
  const printed = await runChild(WRITER, { paths, pools: POOLS, journal, seed, count: CHANGES, twice });
  return JSON.parse(printed ?? "") as Record<string, number>;
}

it("loses no change of four processes, of which two run each change twice: a serial replay of those that were made ends in the same files", {
  timeout: 300_000,
}, async () => {
  await using haproxy = await startPools(POOLS);
  await using replayed = await startPools(POOLS);
  const journal = join(haproxy.dir, "journal");

  const refused = await Promise.all(
    Array.from({ length: WRITERS }, (_, index) =>
      write(haproxy, journal, 1 + index * 7_919, index % 2 === 1),
    ),
  );

  const made = (await readFile(journal, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Call);
  const refusals = refused.flatMap((codes) => Object.values(codes)).reduce((sum, count) => sum + count, 0);
  expect(made.length + refusals).toBe(WRITERS * CHANGES);
  expect(made.length).toBeGreaterThan(CHANGES);
  for (const code of refused.flatMap((codes) => Object.keys(codes))) expect(EXPECTED).toContain(code);
  const loadBalancer = loadBalancerOf(replayed, replayed.runtimeSocket, POOLS);
  for (const one of made) await call(loadBalancer, one);
  expect(await observe(haproxy)).toEqual(await observe(replayed));
  expect(await loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS).findDrift()).toMatchObject({
    differences: [],
    uncertain: [],
  });
  // Two names have one pool only if one was made an alias of the other.
  const { domains } = await loadBalancer.listDomains({ includeWildcards: true, limit: 500 });
  const inputs = made.map(([, input]) => input as { readonly domain: string; readonly aliasOf?: string });
  const aliases = new Set(inputs.flatMap(({ domain, aliasOf }) => (aliasOf === undefined ? [] : domain)));
  const own = domains.filter(({ domain }) => !aliases.has(domain)).map(({ pool }) => pool);
  expect(new Set(own).size).toBe(own.length);
});
