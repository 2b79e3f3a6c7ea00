import { diffChars } from "diff";

/** Characters missing or too many in a typing error; a wrong character counts as both. */
const TYPO_CHARACTERS = 2;

/** The word that was probably meant; `undefined` if none is close enough. */
export function nearestOf(word: string, known: Iterable<string>): string | undefined {
  const all = [...known].map((one) => ({ one, distance: distanceOf(word, one) }));
  const [nearest] = all.sort((one, other) => one.distance - other.distance);
  return nearest !== undefined && nearest.distance <= TYPO_CHARACTERS ? nearest.one : undefined;
}

function distanceOf(one: string, other: string): number {
  const changed = diffChars(one, other, { ignoreCase: true }).filter(
    ({ added, removed }) => added || removed,
  );
  return changed.reduce((sum, { count = 0 }) => sum + count, 0);
}
