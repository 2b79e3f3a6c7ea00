import { expect, it, vi } from "vitest";
import { type BesidePartsOptions, createBesideParts } from "../../../src/page/live/beside-parts.js";

it("reports once that a part can't be made, until it could be made again", async () => {
  const warn = vi.fn();
  const stamp = vi.fn<() => Promise<string>>();
  const never = () => new Promise(() => {});
  const parts = createBesideParts({
    checks: { surroundings: never, certificates: never },
    history: { stamp, entries: async function* () {} },
    clock: { now: () => 0, nowMs: () => 0 },
    log: { warn },
    send: () => {},
    signal: new AbortController().signal,
  } as unknown as BesidePartsOptions);
  const pulse = async () => {
    parts.pulse();
    await new Promise(setImmediate);
  };

  stamp.mockRejectedValue(new Error("no such device"));
  for (const _ of [1, 2, 3]) await pulse();
  expect(warn).toHaveBeenCalledOnce();

  stamp.mockResolvedValueOnce("1");
  for (const _ of [1, 2]) await pulse();
  expect(warn).toHaveBeenCalledTimes(2);
});
