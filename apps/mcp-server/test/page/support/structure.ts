import type { Locator } from "playwright-core";

/** Roles and names as a screen reader has them, without what changes from one second or run to the next. */
export async function structureOf(locator: Locator): Promise<string> {
  return normalised(await locator.ariaSnapshot());
}

export function normalised(snapshot: string): string {
  const lines = snapshot
    .replaceAll(/\/tmp\/[\w/-]*\/?haproxy-test-\w+/g, "FOLDER")
    .replaceAll(/\bpool_\d+(?:_\d+)?/g, "POOL")
    .replaceAll(/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?/g, "TIME")
    .replaceAll(/\b\d{2}:\d{2}:\d{2}\b/g, "TIME")
    .replaceAll(/(?:[<>≈]\s?)?\b\d[\d.,]*(?:\s?(?:%|(?:d|h|min|s|ms|K|M)\b))?/g, "N")
    .replaceAll("(now)", "(N ago)")
    .split("\n");
  return `${withoutRepeats(lines).join("\n")}\n`;
}

/** Of items that follow one another and are the same, the first: how many requests a table lists is no structure. */
function withoutRepeats(lines: readonly string[]): readonly string[] {
  const [first, ...rest] = itemsOf(lines).map(([head = "", ...children]) => [
    head,
    ...(children.length === 0 ? [] : withoutRepeats(children)),
  ]);
  if (first === undefined) return [];
  const kept = [first];
  for (const item of rest) if (item.join() !== kept.at(-1)?.join()) kept.push(item);
  return kept.flat();
}

/** Each with the lines below it. */
function itemsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const indent = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
  const items: string[][] = [];
  for (const line of lines) {
    const isNext = line[indent] !== " ";
    if (isNext) items.push([line]);
    else items.at(-1)?.push(line);
  }
  return items;
}
