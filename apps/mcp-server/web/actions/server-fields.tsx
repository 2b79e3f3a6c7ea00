import { useId, useRef } from "preact/hooks";
import { ShapeOf } from "../parts/shape.js";
import { useReach } from "./use-reach.js";

interface ServerFieldsProps {
  /** `10.0.0.1:8080`, one a row. */
  readonly rows: readonly string[];
  onChange(rows: readonly string[]): void;
  /** What is wrong with a row. */
  errorAt(row: number): string | undefined;
}

/** In one call. */
const MOST = 10;

/** Addresses of servers, each tested as its field is left. */
export function ServerFields({ rows, onChange, errorAt }: ServerFieldsProps) {
  const list = useRef<HTMLFieldSetElement>(null);
  const focus = (row: number) =>
    setTimeout(() => list.current?.querySelectorAll("input")[Math.max(0, row)]?.focus());
  return (
    <fieldset ref={list} class="fields">
      <legend>
        Servers <small>address:port, where they take plain HTTP; IPv6 as [2001:db8::1]:8080</small>
      </legend>
      {rows.map((text, row) => (
        <ServerField
          // a row is its place
          key={row}
          row={row}
          text={text}
          error={errorAt(row)}
          onChange={(next) => onChange(rows.map((one, index) => (index === row ? next : one)))}
          onRemove={
            rows.length === 1
              ? undefined
              : () => {
                  onChange(rows.filter((_, index) => index !== row));
                  focus(row - 1);
                }
          }
        />
      ))}
      {rows.length < MOST && (
        <button
          type="button"
          class="quiet whole"
          onClick={() => {
            onChange([...rows, ""]);
            focus(rows.length);
          }}
        >
          + One more server
        </button>
      )}
    </fieldset>
  );
}

interface ServerFieldProps {
  readonly row: number;
  readonly text: string;
  readonly error: string | undefined;
  onChange(text: string): void;
  readonly onRemove: (() => void) | undefined;
}

function ServerField({ row, text, error, onChange, onRemove }: ServerFieldProps) {
  const { found, ask } = useReach();
  const id = useId();
  const known = found?.text === text.trim() ? found : undefined;
  return (
    <div class="field">
      <div class="row">
        <input
          aria-label={`Server ${row + 1}`}
          aria-describedby={id}
          aria-invalid={error !== undefined}
          class="mono"
          placeholder="10.0.0.1:8080"
          autoComplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => onChange(event.currentTarget.value)}
          onBlur={() => void ask(text)}
        />
        {onRemove && (
          <button type="button" class="quiet whole" aria-label={`Remove row ${row + 1}`} onClick={onRemove}>
            Remove
          </button>
        )}
      </div>
      <small id={id} role="status" class="says">
        {error !== undefined ? (
          <span class="tone-warn">{error}</span>
        ) : (
          known && (
            <span class={known.isReached === false ? "tone-warn" : known.isReached ? "tone-ok" : undefined}>
              {known.isReached !== undefined && <ShapeOf shape={known.isReached ? "tick" : "bang"} />}{" "}
              {known.says}
            </span>
          )
        )}
      </small>
    </div>
  );
}
