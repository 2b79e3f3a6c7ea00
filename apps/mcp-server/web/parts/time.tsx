import { useClock } from "./clock.js";
import { relative, UNKNOWN, utc } from "./formats.js";

interface TimeProps {
  /** ISO 8601 */
  readonly iso: string | undefined;
  /** Without the relative time beside it. */
  readonly isPlain?: boolean | undefined;
}

/** UTC, with how long ago it was; the time of this machine in the tip. */
export function Time({ iso, isPlain = false }: TimeProps) {
  const now = useClock();
  const at = Date.parse(iso ?? "");
  if (Number.isNaN(at)) return <>{UNKNOWN}</>;
  return (
    <time dateTime={iso} title={`${utc(at)} UTC, here ${new Date(at).toLocaleString()}`}>
      {utc(at, now)}
      {isPlain ? "" : <small> ({relative(at, now)})</small>}
    </time>
  );
}
