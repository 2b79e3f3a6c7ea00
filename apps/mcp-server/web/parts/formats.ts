/** What is not known. */
export const UNKNOWN = "–";

/** `9999`, `12.3K`, `4.5M` */
export function count(value: number | null | undefined): string {
  return value == null ? UNKNOWN : scaled(value, 10_000, 1_000, ["", "K", "M", "G"]);
}

/** A number a second: one decimal below 100. */
export function rate(value: number | null | undefined): string {
  return value != null && value < 100 ? short(value) : count(value);
}

/** `12.4 %`, `<0.1 %`, `0 %` */
export function percent(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  return `${value > 0 && value < 0.1 ? "<0.1" : short(value)} %`;
}

/** `118 ms`, `1.2 s` */
export function duration(ms: number | null | undefined): string {
  if (ms == null) return UNKNOWN;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${short(ms / 1_000)} s`;
}

/** Of 1,000. */
export function bytes(value: number | null | undefined): string {
  return value == null ? UNKNOWN : scaled(value, 1_000, 1_000, [" B", " KB", " MB", " GB", " TB"]);
}

/** `1 server`, `2 servers`, `no servers` */
export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${value === 0 ? "no" : count(value)} ${value === 1 ? noun : nouns}`;
}

/** `35 d`, `expired 2 d ago` */
export function daysLeft(days: number | undefined): string {
  if (days === undefined) return UNKNOWN;
  return days < 0 ? `expired ${Math.ceil(-days)} d ago` : `${Math.floor(days)} d`;
}

const SPANS = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** `41 s`, `2 min`, `3 h`, `12 d` */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [size, unit] = SPANS.find(([least]) => seconds >= least) ?? SPANS[3];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** `2 min ago`, `in 3 d`, `now` */
export function relative(at: number, now: number): string {
  if (Math.abs(at - now) < 1_000) return "now";
  return at < now ? `${span(now - at)} ago` : `in ${span(at - now)}`;
}

/** `2026-11-21 02:58:11`; of the day of `now`, the time alone. */
export function utc(at: number, now?: number): string {
  const iso = new Date(at).toISOString();
  const [day = "", time] = [iso.slice(0, 10), iso.slice(11, 19)];
  return now !== undefined && new Date(now).toISOString().startsWith(day) ? `${time}` : `${day} ${time}`;
}

function scaled(value: number, plain: number, step: number, units: readonly string[]): string {
  if (value < plain) return `${Math.round(value)}${units[0]}`;
  let [rest, unit] = [value, 0];
  while (rest >= step && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  return short(rest) + units[unit];
}

/** At most one decimal, and none that is 0. */
function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
