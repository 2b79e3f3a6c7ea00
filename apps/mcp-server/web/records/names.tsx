import type { ComponentChildren } from "preact";

const SHOWN = 4;

interface NamesProps {
  readonly names: readonly string[];
  /** How each is shown; default: as it is. */
  each?(name: string): ComponentChildren;
}

interface FewProps {
  readonly items: readonly string[];
  show(items: readonly string[]): ComponentChildren;
}

/** The first few; the rest on demand. */
export function Few({ items, show }: FewProps) {
  return (
    <>
      {show(items.slice(0, SHOWN))}
      {items.length > SHOWN && (
        <details class="more">
          <summary>{items.length - SHOWN} more</summary>
          {show(items.slice(SHOWN))}
        </details>
      )}
    </>
  );
}

/** With commas between. */
export function Names({ names, each = (name) => name }: NamesProps) {
  return (
    <span class="muted">
      <Few
        items={names}
        show={(some) =>
          some.map((name, index) => (
            <span key={name}>
              {index > 0 && ", "}
              {each(name)}
            </span>
          ))
        }
      />
    </span>
  );
}
