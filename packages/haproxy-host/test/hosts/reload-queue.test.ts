import { expect, it } from "vitest";
import { createReloadQueue } from "../../src/hosts/reload-queue.js";

it.each([0, 1, 2, 3, 4, 5, 6])(
  "HA22 reloads one at a time, also one asked for as another ends (turns later: %i)",
  async (turns) => {
    const ends: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const reload = createReloadQueue(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
      return { pid: ends.length, warnings: [] };
    });

    const asked = [reload(), reload()];
    ends[0]?.();
    await asked[0];
    for (let turn = 0; turn < turns; turn++) await undefined;
    asked.push(reload());
    for (let done = 1; done < 3; done++) {
      await new Promise(setImmediate);
      ends[done]?.();
    }

    await Promise.all(asked);
    expect(most).toBe(1);
  },
);
