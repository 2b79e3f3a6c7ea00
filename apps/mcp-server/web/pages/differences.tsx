import { useLive } from "../live/live.js";
import { plural, utc } from "../parts/formats.js";
import { Empty } from "../parts/says.js";
import { ShapeOf } from "../parts/shape.js";
import { isSame } from "../records/difference-words.js";
import { DriftTable } from "../records/drift-table.js";
import { Findings, Uncertain } from "../records/findings.js";
import { Loss } from "../records/loss.js";
import { RoleNote, useAsk } from "../records/use-ask.js";
import { useSession } from "../session.js";

export function Differences() {
  const { findings: part } = useLive();
  const { may, info } = useSession();
  const [ask, dialog] = useAsk();

  if (part === undefined) return <Empty title="Comparing HAProxy with the files…" />;
  const { findings, uncertain, drift, driftCount, loss, notCompared, checkedAt } = part;
  const checked = `Checked ${utc(Date.parse(checkedAt), Date.now())} UTC.`;
  const role = info?.caller?.role;
  const apply = () =>
    ask({
      title: "Make HAProxy match the files",
      verb: "Apply the record",
      tool: "haproxy_restore_state",
      arguments: {},
      isDanger: true,
    });
  const adopt = () =>
    ask({
      title: "Write what HAProxy runs to the files",
      verb: "Adopt what runs",
      role: "admin",
      tool: "haproxy_save_state",
      arguments: { adopt_running: true },
      isDanger: true,
    });
  const accept = () =>
    ask({
      title: "Accept the files as they are",
      verb: "Accept the files",
      role: "admin",
      tool: "haproxy_restore_state",
      arguments: { allow_shrink: true },
      typed: "accept",
      children: <p>{loss}: what is not in them is deleted from HAProxy.</p>,
    });

  return (
    <>
      <div class="spread">
        <h1>Differences</h1>
        <p class="muted">{checked}</p>
      </div>
      {dialog}
      {isSame(part) && (
        <Empty title="HAProxy matches the files.">
          <p class="tone-ok">
            <ShapeOf shape="tick" /> What runs now is what comes back after a restart.
          </p>
        </Empty>
      )}
      {notCompared !== undefined && (
        <p class="banner tone-warn" role="alert">
          HAProxy and the files could not be compared: {notCompared}
        </p>
      )}
      {loss !== undefined && <Loss loss={loss} onAccept={accept} onAdopt={adopt} mayDecide={may("admin")} />}
      {driftCount > 0 && (
        <section class="stack">
          <div class="spread">
            <h2>HAProxy differs from the files ({driftCount})</h2>
            {loss === undefined && (
              <div class="row screen">
                {may("operate", "haproxy_restore_state") && (
                  <button type="button" class="primary" onClick={apply}>
                    Apply the record…
                  </button>
                )}
                {may("admin", "haproxy_save_state") && (
                  <button type="button" onClick={adopt}>
                    Adopt what runs…
                  </button>
                )}
              </div>
            )}
          </div>
          {!may("operate") ? (
            <RoleNote needed="operate" own={role} what="Applying the record" />
          ) : (
            !may("admin") && <RoleNote needed="admin" own={role} what="Adopting what runs" />
          )}
          <DriftTable rows={drift} />
          {drift.length < driftCount && (
            <p class="muted">
              The first {drift.length} are shown; both buttons are for all {driftCount}.
            </p>
          )}
        </section>
      )}
      {uncertain.length > 0 && (
        <section class="stack">
          <h2>Lines that are left unchanged ({uncertain.length})</h2>
          <p class="muted">
            {plural(uncertain.length, "line")} can be read in more than one way, or not at all. Nothing of
            them is deleted or changed until the file is edited.
          </p>
          <Uncertain rows={uncertain} />
        </section>
      )}
      {findings.length > 0 && (
        <section class="stack">
          <h2>Other findings ({findings.length})</h2>
          <Findings rows={findings} />
        </section>
      )}
    </>
  );
}
