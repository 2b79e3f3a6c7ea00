import { useState } from "preact/hooks";
import type { ChangeRow } from "../../../src/page/model.js";
import type { Sample } from "../../live/numbers.js";
import { Chart } from "../../parts/chart.js";
import { duration, percent, rate, utc } from "../../parts/formats.js";

interface ChartsProps {
  readonly series: readonly Sample[];
  readonly changes: readonly ChangeRow[];
}

const CHARTS = [
  { key: "requests", label: "Requests/s", format: rate, least: 1 },
  { key: "errors", label: "5xx", format: percent, least: 1 },
  { key: "ms", label: "Average response", format: duration, least: 10 },
] as const;

/** The last two minutes of a domain, with marks where it was changed. */
export function Charts({ series, changes }: ChartsProps) {
  const [isOpen, setOpen] = useState(false);
  const marks = changes.map(({ time, operation, caller }) => ({
    at: Date.parse(time),
    label: `${operation.replaceAll("_", " ")}, ${caller}`,
  }));
  return (
    <section aria-label="Last two minutes">
      <div class="charts">
        {CHARTS.map(({ key, ...chart }) => (
          <Chart
            key={key}
            {...chart}
            marks={marks}
            points={series.map((sample) => ({ at: sample.at, value: sample[key] }))}
          />
        ))}
      </div>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Show numbers</summary>
        {isOpen && <Numbers series={series} />}
      </details>
    </section>
  );
}

function Numbers({ series }: Pick<ChartsProps, "series">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls needs the keyboard
    <section class="numbers" tabIndex={0} aria-label="Numbers of the charts">
      <table>
        <thead>
          <tr>
            <th>Time (UTC)</th>
            {CHARTS.map(({ key, label }) => (
              <th key={key} class="num">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.toReversed().map((sample) => (
            <tr key={sample.at}>
              <td>{utc(sample.at).slice(11)}</td>
              {CHARTS.map(({ key, format }) => (
                <td key={key} class="num">
                  {format(sample[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
