import { expect, it } from "vitest";
import { stateStoreContract } from "../src/contract.js";
import { tempStore } from "./temp-store.js";

const POLL_MS = 5; // the cases wait for a watcher, so it may be quick

it.each(stateStoreContract)("the file store: $name", async ({ run }) => {
  await using temp = await tempStore();
  await run({ open: async () => temp.open({ pollMs: POLL_MS }) });
  expect(
    Object.keys(await temp.files()).filter((name) => !/^(?:domains\.map|servers\.json)$/.test(name)),
  ).toEqual([]);
});
