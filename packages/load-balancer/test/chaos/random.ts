/** The same draws for the same seed. */
export interface Random {
  /** A whole number from 0. */
  below(limit: number): number;
  any<Value>(choices: readonly Value[]): Value;
  shuffled<Value>(values: readonly Value[]): readonly Value[];
  /** Another sequence, for what runs beside. */
  branch(): Random;
}

/** Park and Miller's generator. */
export function createRandom(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1;
  const below = (limit: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  below(1); // the first draws of small seeds are alike
  return {
    below,
    any: (choices) => choices[below(choices.length)] as (typeof choices)[number],
    shuffled: (values) =>
      values
        .map((value) => ({ value, at: below(1_000_000) }))
        .sort((one, other) => one.at - other.at)
        .map(({ value }) => value),
    branch: () => createRandom(below(2_147_483_646)),
  };
}
