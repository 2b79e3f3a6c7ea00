import type { Locator } from "playwright-core";

/** Roles and names as a screen reader has them, without what changes from one second or run to the next. */
export async function structureOf(locator: Locator): Promise<string> {
  return normalised(await locator.ariaSnapshot());
}

export function normalised(snapshot: string): string {
  return `${snapshot
    .replaceAll(/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?/g, "TIME")
    .replaceAll(/\b\d{2}:\d{2}:\d{2}\b/g, "TIME")
    .replaceAll(/(?:[<>]\s?)?\b\d[\d.,]*(?:\s?(?:%|(?:d|h|min|s|ms|K|M)\b))?/g, "N")}\n`;
}
