import type { FindingRow, UncertainRow } from "../../src/page/model.js";
import { Copy } from "../parts/copy.js";
import { State } from "../parts/state.js";
import { placeInWords, sentence } from "./difference-words.js";

/** Each line with what runs instead, what a reload will do, and the edit that fixes it. */
export function Uncertain({ rows }: { rows: readonly UncertainRow[] }) {
  return (
    <div class="cards">
      {rows.map((row) => (
        <article key={keyOf(row)} class="card stack edge-warn">
          <h3>
            <State status={row.severity} /> {placeInWords(row)}
          </h3>
          <p>{row.message}</p>
          <dl class="facts">
            {row.running !== "" && (
              <>
                <dt>Runs now</dt>
                <dd>
                  {row.name} {row.running}
                </dd>
              </>
            )}
            <dt>At the next reload</dt>
            <dd>{row.atReload}</dd>
            <dt>Edit</dt>
            <dd>
              {sentence(row.remedy)}
              {row.edit !== undefined && (
                <Copy text={row.edit} what={`the line for ${row.name ?? "the file"}`} />
              )}
            </dd>
          </dl>
        </article>
      ))}
    </div>
  );
}

/** What else is wrong, and what to do. */
export function Findings({ rows }: { rows: readonly FindingRow[] }) {
  return (
    <div class="cards">
      {rows.map((row) => (
        <article key={keyOf(row)} class="card stack edge-warn">
          <h3>
            <State status={row.severity} word={row.about} />
          </h3>
          <p>{row.message}</p>
          <p>
            <strong>Do this:</strong> {sentence(row.remedy)}
          </p>
          {row.file !== undefined && <p class="muted">{placeInWords(row)}</p>}
        </article>
      ))}
    </div>
  );
}

const keyOf = ({ file, line, message }: FindingRow) => `${file} ${line} ${message}`;
