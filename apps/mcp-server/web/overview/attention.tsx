import { State } from "../parts/state.js";
import { lookOf } from "../parts/states.js";
import { Time } from "../parts/time.js";
import { Link } from "../route.js";
import type { Problem } from "./problems.js";

const SHOWN = 6;

/** What users lose as cards, the rest in one line. */
export function Attention({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  const major = problems.filter(({ isMinor }) => !isMinor);
  const more = major.length - SHOWN;
  return (
    <section>
      <h2>Needs attention ({problems.length})</h2>
      <ul class="cards">
        {major.slice(0, SHOWN).map((problem) => (
          <Card key={problem.title} problem={problem} />
        ))}
      </ul>
      <ul class="row plain">
        {more > 0 && <li>{more} more are first in the table below</li>}
        {problems
          .filter(({ isMinor }) => isMinor)
          .map(({ status, title, to }) => (
            <li key={title}>
              <Link to={to}>
                <State status={status} word={title} />
              </Link>
            </li>
          ))}
      </ul>
    </section>
  );
}

function Card({ problem: { status, title, details, since, to } }: { problem: Problem }) {
  const [first, ...more] = details;
  return (
    <li class={`card edge-${lookOf(status)[0]}`}>
      <Link to={to}>
        <State status={status} word={title} />
      </Link>
      <p>
        {since && (
          <>
            Since <Time iso={since} />:{" "}
          </>
        )}
        {first}
      </p>
      {more.map((detail) => (
        <p key={detail}>{detail}</p>
      ))}
    </li>
  );
}
