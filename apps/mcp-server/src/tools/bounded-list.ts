/** Of lists that may grow with the installation, results show the first: clients hold them in a model's context. */
export const SHOWN_AT_MOST = 20;

/** Takes what is shown, and says how many there are besides. */
export function boundedTexts(texts: readonly string[]): string[] {
  const rest = texts.length - SHOWN_AT_MOST;
  return rest <= 0 ? [...texts] : [...texts.slice(0, SHOWN_AT_MOST), `and ${rest} more`];
}
