import { useId } from "preact/hooks";
import type { ChangeRow } from "../../src/page/model.js";
import { duration } from "../parts/formats.js";
import { State } from "../parts/state.js";
import { type Column, Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { Link } from "../route.js";
import { callInWords, type Undoer, wayOf, whyNotUndone } from "./change-words.js";
import { DomainLinks } from "./domain-links.js";
import { Few } from "./names.js";

interface ChangeTableProps {
  readonly rows: readonly ChangeRow[];
  /** Also those that are not shown: one may have undone another. */
  readonly all: readonly ChangeRow[];
  readonly undoer: Undoer | undefined;
  onUndo(row: ChangeRow): void;
}

const changePath = (id: string) => `/ui/activity?change=${encodeURIComponent(id)}`;

const COLUMNS: readonly Column<ChangeRow>[] = [
  { id: "time", title: "Time (UTC)", cell: ({ time }) => <Time iso={time} /> },
  {
    id: "who",
    title: "Who",
    cell: (row) => (
      <>
        <strong>{row.caller}</strong> <span class="muted">{wayOf(row) !== row.caller && wayOf(row)}</span>
        {(row.client ?? row.client_ip) !== undefined && (
          <div class="muted">{[row.client, row.client_ip].filter(Boolean).join(", ")}</div>
        )}
      </>
    ),
  },
  {
    id: "what",
    title: "What",
    cell: (row) => {
      const { what, given } = callInWords(row);
      return (
        <>
          <strong>{what}</strong> <span class="clip">{given}</span>
          {row.reason !== undefined && <div class="muted">Reason: {row.reason}</div>}
          {row.undoes !== undefined && (
            <div>
              <Link to={changePath(row.undoes)}>Undoes an earlier change</Link>
            </div>
          )}
        </>
      );
    },
  },
  { id: "domains", title: "Domains", cell: ({ domains }) => <DomainLinks names={domains} /> },
  {
    id: "changes",
    title: "Before and after",
    cell: ({ changes }) => (
      <Few
        items={changes}
        show={(some) => (
          <ul class="bare">
            {some.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        )}
      />
    ),
  },
  {
    id: "result",
    title: "Result",
    cell: ({ result, error, duration_ms, undone_by }) => (
      <>
        <State status={result} />
        {duration_ms !== undefined && <small class="line">{duration(duration_ms)}</small>}
        {error !== undefined && <div class="tone-warn">{error}</div>}
        {undone_by !== undefined && (
          <div>
            <Link to={changePath(undone_by)}>Undone</Link>
          </div>
        )}
      </>
    ),
  },
];

export function ChangeTable({ rows, all, undoer, onUndo }: ChangeTableProps) {
  const undo: Column<ChangeRow> = {
    id: "undo",
    title: "Undo",
    cell: (row) => <UndoButton row={row} why={whyNotUndone(row, all, undoer)} onUndo={onUndo} />,
  };
  const columns = undoer?.role === "read" ? COLUMNS : [...COLUMNS, undo];
  return <Table label="Changes" isStacked columns={columns} rows={rows} keyOf={({ id }) => id} />;
}

interface UndoButtonProps extends Pick<ChangeTableProps, "onUndo"> {
  readonly row: ChangeRow;
  readonly why: string | undefined;
}

function UndoButton({ row, why, onUndo }: UndoButtonProps) {
  const id = useId();
  const { what } = callInWords(row);
  return (
    <>
      <button
        type="button"
        class="screen"
        aria-label={`Undo ${what} of ${row.time}`}
        aria-disabled={why !== undefined}
        aria-describedby={why === undefined ? undefined : id}
        title={why}
        onClick={() => why === undefined && onUndo(row)}
      >
        Undo…
      </button>
      {why !== undefined && (
        <span id={id} class="unseen">
          {why}
        </span>
      )}
    </>
  );
}
