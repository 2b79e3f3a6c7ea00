/** Of a name's characters, how many may differ in a similar one. */
const MAX_DIFFERENCE = 1 / 3;
const SHOWN_AT_MOST = 3;

/** The names that differ least from one that was not found: three at most, the nearest first. */
export function similarNames(name: string, names: Iterable<string>): readonly string[] {
  let limit = Math.ceil(name.length * MAX_DIFFERENCE);
  let found: { readonly one: string; readonly distance: number }[] = [];
  for (const one of names) {
    const distance = distanceOf(name, one, limit);
    if (distance > limit) continue;
    found.push({ one, distance });
    if (found.length <= SHOWN_AT_MOST) continue;
    found = found.sort((a, b) => a.distance - b.distance).slice(0, SHOWN_AT_MOST);
    limit = found.at(-1)?.distance ?? limit;
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ one }) => one);
}

/** Characters to insert, delete or replace (Levenshtein); any number above the limit if there are more. */
function distanceOf(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  const start = commonStart(from, to);
  const [a, b] = withoutCommonEnd(from.slice(start), to.slice(start));
  const row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    let diagonal = i;
    let left = i + 1;
    let least = left;
    row[0] = left;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      left = a[i] === b[j - 1] ? diagonal : 1 + Math.min(diagonal, above, left);
      diagonal = above;
      row[j] = left;
      least = Math.min(least, left);
    }
    if (least > limit) return limit + 1;
  }
  return row[b.length] ?? 0;
}

/** Names often share their first or last labels. */
function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function withoutCommonEnd(one: string, other: string): readonly [string, string] {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length))
    length++;
  return [one.slice(0, one.length - length), other.slice(0, other.length - length)];
}
