import type { ComponentChildren } from "preact";

const SHOWN = 3;

interface NamesProps {
  readonly names: readonly string[];
  /** How each is shown; default: as it is. */
  each?(name: string): ComponentChildren;
}

/** The first few names; the rest on demand. */
export function Names({ names, each = (name) => name }: NamesProps) {
  const list = (from: number, to?: number) =>
    names.slice(from, to).map((name, index) => (
      <span key={name}>
        {index > 0 && ", "}
        {each(name)}
      </span>
    ));
  return (
    <span class="muted">
      {list(0, SHOWN)}
      {names.length > SHOWN && (
        <details class="more">
          <summary>{names.length - SHOWN} more</summary>
          {list(SHOWN)}
        </details>
      )}
    </span>
  );
}
