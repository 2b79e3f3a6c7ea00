import { ShapeOf } from "./shape.js";
import { lookOf } from "./states.js";

interface StateProps {
  /** Of a domain, server, certificate, change or finding, as the server names it. */
  readonly status: string;
  /** Instead of its own word. */
  readonly word?: string | undefined;
  /** The shape alone; screen readers get the word. */
  readonly isSmall?: boolean | undefined;
}

/** Shape, word and colour. */
export function State({ status, word, isSmall = false }: StateProps) {
  const [tone, shape, own] = lookOf(status);
  const text = word ?? own;
  return (
    <span class={`state tone-${tone}`} title={isSmall ? text : undefined}>
      <ShapeOf shape={shape} />
      <span class={isSmall ? "unseen" : undefined}>{text}</span>
    </span>
  );
}
