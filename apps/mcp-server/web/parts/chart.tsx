import { plural, utc } from "./formats.js";
import { type Point, pathOf, scaleOf, xOf } from "./line.js";

interface SparkProps {
  readonly points: readonly Point[];
  /** What a screen reader says. */
  readonly label: string;
}

/** A line that fits a row of a table. */
export function Spark({ points, label }: SparkProps) {
  return (
    <svg class="spark" viewBox="0 0 120 24" preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={pathOf(points, scaleOf(points, 120, 24))} />
    </svg>
  );
}

interface ChartProps extends SparkProps {
  /** How a value reads, as `percent` of formats. */
  format(value: number | null): string;
  /** Changes, as marks on the line. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[] | undefined;
  /** The least value at the top, so that noise does not look like a storm. */
  readonly least?: number | undefined;
}

/** A chart with its highest value, its time and marks at changes. */
export function Chart({ points, label, format, marks = [], least = 1 }: ChartProps) {
  const scale = scaleOf(points, 320, 80, least);
  const known = points.filter(({ value }) => value !== null);
  const last = known.at(-1)?.value ?? null;
  const most = format(known.reduce((top, { value }) => Math.max(top, value ?? 0), 0));
  const seen = marks.filter(({ at }) => at >= scale.from && at <= scale.to);
  return (
    <figure class="chart">
      <figcaption>
        <span>
          {label} <strong>{format(last)}</strong>
        </span>
        <small>at most {most}</small>
      </figcaption>
      <div class="plot">
        <svg
          viewBox="0 0 320 80"
          preserveAspectRatio="none"
          role="img"
          aria-label={`${label}, last 2 minutes: now ${format(last)}, at most ${most}${marksInWords(seen)}`}
        >
          <path class="grid" d="M0 1H320M0 40H320M0 79H320" />
          {seen.map(({ at, label: text }) => (
            <path key={`${at}${text}`} class="mark" d={`M${xOf(at, scale)} 0V80`}>
              <title>{`${utc(at)} UTC ${text}`}</title>
            </path>
          ))}
          <path d={pathOf(points, scale)} />
        </svg>
      </div>
      <small class="axis">
        <span>{known[0] && utc(scale.from).slice(11)}</span>
        {seen.length > 0 && <span class="marked">{plural(seen.length, "change")}</span>}
        <span>{known[0] && `${utc(scale.to).slice(11)} UTC`}</span>
      </small>
    </figure>
  );
}

function marksInWords(marks: readonly { readonly at: number; readonly label: string }[]): string {
  return marks.map(({ at, label }) => `; ${utc(at).slice(11)} ${label}`).join("");
}
