/** Milliseconds of one run. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export interface Pair {
  readonly oursMs: number;
  readonly floorMs: number;
}

/**
 * Runs both in turn, so that anything that slows the machine slows both.
 *
 * @returns medians; the first runs, which warm up, do not count
 */
export async function compare(
  ours: () => Promise<unknown>,
  floor: () => Promise<unknown>,
  {
    rounds,
    warmUp,
    before = () => {},
  }: {
    readonly rounds: number;
    readonly warmUp: number;
    /** Before each run of either, not timed. */
    readonly before?: () => unknown;
  },
): Promise<Pair> {
  const times: Pair[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    await before();
    const floorMs = await timed(floor);
    await before();
    const oursMs = await timed(ours);
    if (round >= warmUp) times.push({ floorMs, oursMs });
  }
  return {
    oursMs: median(times.map(({ oursMs }) => oursMs)),
    floorMs: median(times.map(({ floorMs }) => floorMs)),
  };
}
