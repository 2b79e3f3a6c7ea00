import type { ChangeRow } from "../../../src/page/model.js";
import { State } from "../../parts/state.js";
import { Time } from "../../parts/time.js";

interface LastChangesProps {
  readonly changes: readonly ChangeRow[];
  /** Absent where the caller may undo nothing. */
  readonly onUndo: ((change: ChangeRow) => void) | undefined;
}

/** What was changed here, the newest first, with a way back. */
export function LastChanges({ changes, onUndo }: LastChangesProps) {
  if (changes.length === 0) return <p class="muted">The history has no change of this domain.</p>;
  return (
    <ul class="changes">
      {changes.map((change) => (
        <li key={change.id}>
          <div>
            <Time iso={change.time} /> <strong>{change.caller}</strong>{" "}
            {change.operation.replaceAll("_", " ")} <State status={change.result} />
            {change.reason !== undefined && <small> {change.reason}</small>}
            {change.changes.map((line) => (
              <small key={line} class="line">
                {line}
              </small>
            ))}
          </div>
          {onUndo && canUndo(change) && (
            <button
              type="button"
              aria-label={`Undo ${change.operation} of ${change.time}`}
              onClick={() => onUndo(change)}
            >
              Undo
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

const canUndo = ({ result, undone_by, changes }: ChangeRow) =>
  result === "done" && undone_by === undefined && changes.length > 0;
