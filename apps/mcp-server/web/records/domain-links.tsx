import { domainPath } from "../paths.js";
import { Link } from "../route.js";
import { Names } from "./names.js";

/** Each leads to the page of the domain. */
export function DomainLinks({
  names,
  ifNone = "",
}: {
  readonly names: readonly string[];
  readonly ifNone?: string;
}) {
  if (names.length === 0) return <span class="muted">{ifNone}</span>;
  return <Names names={names} each={(name) => <Link to={domainPath(name)}>{name}</Link>} />;
}
