/** Entries of a copy cost nothing up to here; a map that differs in more is made anew. */
const COPY_LIMIT = 1_000;

export interface Patch<Key, Value> {
  readonly remove?: Iterable<Key>;
  /** A key that is there already keeps its place in the order. */
  readonly set?: Iterable<readonly [Key, Value]>;
}

/** The map with a patch, as a copy would be, also in its order; a large one is not copied. */
export function patchMap<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  { remove = [], set = [] }: Patch<Key, Value>,
): ReadonlyMap<Key, Value> {
  const { base, without, entries } = partsOf(map);
  const patch = { base, without: new Set(without), entries: new Map(entries) };
  for (const key of remove) {
    patch.entries.delete(key);
    if (base.has(key)) patch.without.add(key);
  }
  for (const [key, value] of set) patch.entries.set(key, value);
  const patched = new PatchedMap(patch);
  const isSmall = base.size <= COPY_LIMIT || patch.without.size + patch.entries.size > COPY_LIMIT;
  return isSmall ? new Map(patched) : patched;
}

/** The keys that two maps differ in; quick where both were patched from one. */
export function differingKeys<Key, Value>(
  one: ReadonlyMap<Key, Value>,
  other: ReadonlyMap<Key, Value>,
): ReadonlySet<Key> {
  if (one === other) return new Set();
  const [a, b] = [partsOf(one), partsOf(other)];
  const candidates =
    a.base === b.base
      ? new Set([...a.without, ...a.entries.keys(), ...b.without, ...b.entries.keys()])
      : new Set([...one.keys(), ...other.keys()]);
  return new Set(
    [...candidates].filter((key) => one.has(key) !== other.has(key) || one.get(key) !== other.get(key)),
  );
}

/** What a map was patched from, and with. The base of a map that was not patched is itself. */
interface MapParts<Key, Value> {
  readonly base: ReadonlyMap<Key, Value>;
  /** Keys of the base that are gone, or were taken away and added again. */
  readonly without: ReadonlySet<Key>;
  /** New entries, and new values of the base's. */
  readonly entries: ReadonlyMap<Key, Value>;
}

function partsOf<Key, Value>(map: ReadonlyMap<Key, Value>): MapParts<Key, Value> {
  return map instanceof PatchedMap ? map.parts : { base: map, without: new Set(), entries: new Map() };
}

class PatchedMap<Key, Value> implements ReadonlyMap<Key, Value> {
  readonly parts: MapParts<Key, Value>;
  readonly size: number;
  /** Every entry of the base is here as it was. */
  readonly #onlyAdds: boolean;

  constructor(parts: MapParts<Key, Value>) {
    this.parts = parts;
    const { base, without, entries } = parts;
    const changed = [...entries.keys()].filter((key) => base.has(key) && !without.has(key)).length;
    this.size = base.size - without.size + entries.size - changed;
    this.#onlyAdds = without.size + changed === 0;
  }

  has(key: Key): boolean {
    const { base, without, entries } = this.parts;
    return entries.has(key) || (base.has(key) && !without.has(key));
  }

  get(key: Key): Value | undefined {
    const { base, without, entries } = this.parts;
    return entries.has(key) || without.has(key) ? entries.get(key) : base.get(key);
  }

  *entries(): MapIterator<[Key, Value]> {
    const { base, without, entries } = this.parts;
    for (const [key, value] of base) {
      if (!without.has(key)) yield [key, entries.has(key) ? (entries.get(key) as Value) : value];
    }
    for (const [key, value] of entries) if (!base.has(key) || without.has(key)) yield [key, value];
  }

  *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  /** Several times faster than iterating. */
  forEach(run: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    const { base, entries } = this.parts;
    if (this.#onlyAdds) {
      for (const part of [base, entries]) {
        part.forEach((value, key) => {
          run(value, key, this);
        });
      }
      return;
    }
    for (const [key, value] of this) run(value, key, this);
  }
}
