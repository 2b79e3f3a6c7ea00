import { poolName } from "@haproxy-mcp/pool-allocator";

/** `1-3, 7` */
export function ranges(numbers: readonly number[]): string {
  return rangesOf(numbers)
    .map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
    .join(", ");
}

/** `pool_1`, `pool_1, pool_3`, `pool_1 to pool_9` */
export function poolRanges(numbers: readonly number[]): string {
  return rangesOf(numbers)
    .map(([from, to]) => (from === to ? poolName(from) : `${poolName(from)} to ${poolName(to)}`))
    .join(", ");
}

function rangesOf(numbers: readonly number[]): readonly (readonly [from: number, to: number])[] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}

/** Items with the same key, in the order of the first. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
