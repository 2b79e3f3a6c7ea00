import { State } from "../parts/state.js";
import { lookOf } from "../parts/states.js";
import { Time } from "../parts/time.js";
import { Link } from "../route.js";
import type { Problem } from "./problems.js";

const SHOWN = 6;

export function Attention({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  const more = problems.length - SHOWN;
  return (
    <section>
      <h2>Needs attention ({problems.length})</h2>
      <ul class="cards">
        {problems.slice(0, SHOWN).map(({ status, title, details, since, to }) => (
          <li key={title} class={`card edge-${lookOf(status)[0]}`}>
            <Link to={to}>
              <State status={status} word={title} />
            </Link>
            {since && (
              <p>
                since <Time iso={since} />
              </p>
            )}
            {details.map((detail) => (
              <p key={detail}>{detail}</p>
            ))}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p class="muted">and {more} more: the table below has the domains first that need attention</p>
      )}
    </section>
  );
}
