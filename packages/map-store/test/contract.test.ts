import { describe, expect, it } from "vitest";
import { adding, namesOf } from "../src/contract/harness.js";
import { changingTwice, exclusiveStoreContract, stateStoreContract } from "../src/contract.js";
import type { StateStore } from "../src/index.js";
import { createMemoryState } from "./memory-store.js";
import { tempStore } from "./temp-store.js";

const POLL_MS = 5; // the cases wait for a watcher, so it may be quick

const WRAPPED: readonly (readonly [string, <Store extends StateStore>(store: Store) => Store])[] = [
  ["as it is", (store) => store],
  ["running each change twice", changingTwice],
];

describe.each(WRAPPED)("the file store, %s", (_, wrap) => {
  it.each([...stateStoreContract, ...exclusiveStoreContract])("$name", async ({ run }) => {
    await using temp = await tempStore();
    await run({ open: async () => wrap(temp.open({ pollMs: POLL_MS })) });
    expect(
      Object.keys(await temp.files()).filter((name) => !/^(?:domains\.map|servers\.json)$/.test(name)),
    ).toEqual([]);
  });
});

describe.each(WRAPPED)("a store that compares and swaps, %s", (_, wrap) => {
  it.each(stateStoreContract)("$name", async ({ run }) => {
    const open = createMemoryState();
    await run({ open: async () => wrap(open()) });
  });
});

it("a store that compares and swaps runs a change again when another client was faster", async () => {
  const open = createMemoryState();
  const seen: string[] = [];
  const watched = (client: string) =>
    open().update((snapshot) => {
      seen.push(`${client} sees ${snapshot.state.pools.size}`);
      return adding(`${client}.example.com`, snapshot.state.pools.size + 1)(snapshot);
    });
  await Promise.all([watched("a"), watched("b")]);
  expect(seen).toEqual(["a sees 0", "b sees 0", "b sees 1"]);
  expect(namesOf((await open().read()).state)).toEqual([
    ["a.example.com", 1],
    ["b.example.com", 2],
  ]);
});
