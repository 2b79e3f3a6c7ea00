/**
 * When to retry (RFC 9110 section 10.2.3): seconds from now, or a date.
 *
 * @returns `undefined` if the header is missing or unreadable
 */
export function readRetryAfter(header: string | undefined, now: Date): Date | undefined {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return new Date(now.getTime() + Number(text) * 1_000);
  const date = new Date(text);
  return text === "" || Number.isNaN(date.getTime()) ? undefined : date;
}

/** Let's Encrypt's own words: `retry after 2026-11-24 00:00:00 UTC`. acme.sh loses the header, and keeps these. */
export function retryTimeInText(text: string): Date | undefined {
  const found = /retry after (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:Z| UTC)?/i.exec(text);
  if (found === null) return undefined;
  const date = new Date(`${found[1]}T${found[2]}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
