import { useState } from "preact/hooks";
import { areKeysOn, turnKeys } from "../parts/keys.js";
import { State } from "../parts/state.js";

const KEYS = [
  ["/", "filter"],
  ["j k", "next, previous row; Enter opens it"],
  ["g o", "overview"],
  ["g c", "certificates"],
  ["g a", "activity"],
  ["g d", "differences"],
  ["p", "pause and resume"],
  ["?", "this page"],
  ["d w", "drain or ready, weight, of the server that has the focus"],
  ["Escape", "close"],
] as const;

const SEEN = [
  ["UP", "takes traffic"],
  ["NO CHECK", "takes traffic, nothing checks it"],
  ["CHECKING", "takes traffic, its next check decides"],
  ["DRAIN", "finishes its sessions, takes no new ones"],
  ["MAINT", "takes no traffic, is not checked"],
  ["DOWN", "its check failed"],
  ["MISSING", "recorded, but HAProxy does not have it"],
] as const;

export function Help() {
  const [isOn, setOn] = useState(areKeysOn());
  return (
    <>
      <h1>Help</h1>
      <div class="columns">
        <section>
          <h2>Keys</h2>
          <dl class="facts">
            {KEYS.map(([keys, what]) => (
              <>
                <dt>
                  {keys.split(" ").map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </>
            ))}
          </dl>
          <label>
            <input
              type="checkbox"
              checked={isOn}
              onChange={({ currentTarget: { checked } }) => {
                turnKeys(checked);
                setOn(checked);
              }}
            />{" "}
            Single keys do this, in this browser
          </label>
        </section>
        <section>
          <h2>States of a server</h2>
          <dl class="facts">
            {SEEN.map(([status, what]) => (
              <>
                <dt>
                  <State status={status} />
                </dt>
                <dd>{what}</dd>
              </>
            ))}
          </dl>
        </section>
        <section>
          <h2>Numbers</h2>
          <p>
            Rates and 5xx are of the last second. “avg ms” is HAProxy’s average of the last 1,024 responses.
            Certificate days are of the certificate that HAProxy serves. “–” is not known. Times are UTC.
          </p>
        </section>
      </div>
    </>
  );
}
