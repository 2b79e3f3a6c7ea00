import { ValidationError } from "@haproxy-mcp/validation";

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Without it, `Date` reads any text that ends with a number as some day in 2001. */
const ISO = /^\d{4}-\d\d-\d\d/;

/**
 * A time of day as ISO 8601 has it, or so long ago: `30m`, `24h`, `7d`.
 *
 * @throws ValidationError `INVALID_INPUT`
 */
export function parseSince(text: string, now: Date): Date {
  const [, count, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const given = ISO.test(text) ? Date.parse(text) : Number.NaN;
  const time = count === undefined ? given : now.getTime() - Number(count) * (UNIT_MS[unit] ?? 0);
  if (Number.isNaN(time))
    throw new ValidationError(
      "INVALID_INPUT",
      "since",
      `${JSON.stringify(text)} is no time; write 2026-11-26T15:00:00Z, or 30m, 24h or 7d for so long ago`,
    );
  return new Date(time);
}
