/** The lowest whole number from 1 to `highest` that is not in `used`; `undefined` when all are. */
export function lowestFree(highest: number, used: ReadonlySet<number>): number | undefined {
  for (let number = 1; number <= highest; number++) {
    if (!used.has(number)) return number;
  }
  return undefined;
}
