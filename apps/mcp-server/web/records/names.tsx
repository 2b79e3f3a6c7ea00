import { domainPath } from "../paths.js";
import { Link } from "../route.js";

const SHOWN = 3;

interface NamesProps {
  readonly names: readonly string[];
  /** To the page of each. */
  readonly isLinked?: boolean | undefined;
  readonly ifNone?: string | undefined;
}

/** The first few names; the rest on demand. */
export function Names({ names, isLinked = false, ifNone = "" }: NamesProps) {
  if (names.length === 0) return <span class="muted">{ifNone}</span>;
  const list = (from: number, to?: number) =>
    names.slice(from, to).map((name, index) => (
      <span key={name}>
        {index > 0 && ", "}
        {isLinked ? <Link to={domainPath(name)}>{name}</Link> : name}
      </span>
    ));
  return (
    <span class={isLinked ? undefined : "muted"}>
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
