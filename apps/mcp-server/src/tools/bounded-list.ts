/** How many items a result shows of a list that grows with the installation: clients hold results in a model's context. */
export const SHOWN_AT_MOST = 20;

/** The first texts, and how many more there are. */
export function boundedTexts(texts: readonly string[]): string[] {
  const rest = texts.length - SHOWN_AT_MOST;
  return rest <= 0 ? [...texts] : [...texts.slice(0, SHOWN_AT_MOST), `and ${rest} more`];
}
