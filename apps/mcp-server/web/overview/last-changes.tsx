import type { ChangeRow } from "../../src/page/model.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { Link } from "../route.js";

const SHOWN = 5;

export function LastChanges({ changes }: { changes: readonly ChangeRow[] | undefined }) {
  if (changes === undefined || changes.length === 0) return null;
  return (
    <section>
      <h2>Last changes</h2>
      <ul class="lines">
        {changes.slice(0, SHOWN).map((change) => (
          <li key={change.id}>
            <Time iso={change.time} />
            <span>
              <strong>{change.caller}</strong>
              {change.client && <small> {change.client}</small>}
            </span>
            <span class="clip">
              {change.operation.replaceAll("_", " ")}{" "}
              {String(change.arguments["domain"] ?? change.domains[0] ?? "")}{" "}
              <small>{change.error ?? change.changes.join("; ")}</small>
            </span>
            <State status={change.result} />
          </li>
        ))}
      </ul>
      <p class="screen">
        <Link to="/ui/activity">All changes</Link>
      </p>
    </section>
  );
}
