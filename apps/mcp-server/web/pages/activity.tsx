import { useState } from "preact/hooks";
import type { ChangeRow } from "../../src/page/model.js";
import { useCall } from "../call.js";
import { useLive } from "../live/live.js";
import { useAction } from "../parts/action.js";
import { Busy, Empty, Failure } from "../parts/says.js";
import { ChangeTable } from "../records/change-table.js";
import { isWanted, mergeChanges, toJsonLines, undoOf, WAYS } from "../records/change-words.js";
import { download } from "../records/download.js";
import { useAsk } from "../records/use-ask.js";
import { Link, useQuery } from "../route.js";
import { useSession } from "../session.js";

/** The most that the tool returns at once. */
const OLDER = 200;

export function Activity() {
  const { changes } = useLive();
  const { info } = useSession();
  const [domain, setDomain] = useQuery("domain");
  const [caller, setCaller] = useQuery("caller");
  const [way, setWay] = useQuery("way");
  const [id] = useQuery("change");
  const [since, setSince] = useQuery("since");
  const [older, setOlder] = useState<readonly ChangeRow[]>([]);
  const [more, setMore] = useState<string>();
  const [ask, dialog] = useAsk();
  const action = useAction();
  const call = useCall();

  const search = () =>
    action.run(async (options) => {
      const given = {
        limit: OLDER,
        ...(domain !== "" && { domain }),
        ...(caller !== "" && { caller }),
        ...(since !== "" && { since }),
      };
      const { result } = await call("haproxy_history", given, options);
      setOlder((was) => mergeChanges((result["entries"] ?? []) as readonly ChangeRow[], was));
      setMore((result["more"] as string | undefined) ?? "These are all.");
    });

  if (changes === undefined) return <Empty title="Waiting for the history…" />;
  const all = mergeChanges(changes, older);
  const shown = all.filter((row) => isWanted(row, { domain, caller, way, id, since }, Date.now()));
  const callers = [...new Set(all.map((row) => row.caller))].sort();
  return (
    <>
      <div class="spread">
        <h1>Activity</h1>
        <button
          type="button"
          class="screen"
          disabled={shown.length === 0}
          onClick={() => download("activity.jsonl", toJsonLines(shown))}
        >
          Export JSONL
        </button>
      </div>
      <form class="row bottom screen" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          Domain
          <input
            type="search"
            value={domain}
            onInput={({ currentTarget }) => setDomain(currentTarget.value)}
          />
        </label>
        <Choice label="Who" value={caller} options={callers} onChange={setCaller} />
        <Choice label="Via" value={way} options={WAYS} onChange={setWay} />
        <Choice label="Last" value={since} options={["1d", "7d", "30d", "365d"]} onChange={setSince} />
        <button type="button" onClick={search} aria-disabled={action.isBusy}>
          Search the whole history
        </button>
        <p class="muted" role="status">
          {shown.length} shown{more !== undefined && `. ${more}`}
        </p>
      </form>
      <Failure failure={action.failure} />
      <Busy action={action} />
      {dialog}
      {id !== "" && (
        <p>
          Only the change {id}. <Link to="/ui/activity">Show all</Link>
        </p>
      )}
      {shown.length > 0 ? (
        <ChangeTable
          rows={shown}
          all={all}
          undoer={info?.caller}
          onUndo={(row) => ask(undoOf(row, info?.caller))}
        />
      ) : all.length === 0 ? (
        <Empty title="Nothing was changed yet.">
          <p>Changes of the page, of agents and of the command line are listed here.</p>
        </Empty>
      ) : (
        <Empty title="No change matches.">
          <p>These are the newest {all.length}: search the whole history.</p>
        </Empty>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const listed = value === "" || options.includes(value) ? options : [...options, value];
  return (
    <label class="field">
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">all</option>
        {listed.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}
