import { useState } from "preact/hooks";
import type { DomainRow, ServerRow } from "../../../src/page/model.js";
import { ActionDialog } from "../../actions/action-dialog.js";
import { formatEndpoint } from "../../actions/endpoint.js";
import { changedServer } from "../../actions/load.js";
import type { CallResult } from "../../call.js";
import type { Numbers } from "../../live/numbers.js";
import { AlsoChanges } from "./also-changes.js";
import { type Asked, STATE_WORDS } from "./asked.js";
import { LoadThen, loadOf } from "./load-then.js";
import { SecondsField } from "./seconds-field.js";

export interface ServerDialogProps {
  readonly asked: Extract<Asked, { readonly server: ServerRow }>;
  /** The name that the page is about. */
  readonly domain: string;
  readonly row: DomainRow;
  readonly server: ServerRow;
  readonly numbers: Numbers | undefined;
  onDone(result: CallResult): void;
  onClose(): void;
}

/** A change of one server. */
export function ServerDialog({ asked, domain, row, server, numbers, onDone, onClose }: ServerDialogProps) {
  const [weight, setWeight] = useState(String(asked.server.weight));
  const [seconds, setSeconds] = useState(asked.kind === "remove" && server.state === "ready" ? "30" : "0");
  const { slot } = server;
  const endpoint = formatEndpoint(server.ip, server.port);
  const change = asked.kind === "state" ? { state: asked.state } : { weight: Number(weight) };
  const then =
    asked.kind === "remove"
      ? row.servers.filter((one) => one.slot !== slot)
      : row.servers.map((one) => (one.slot === slot ? changedServer(one, change) : one));
  const load = loadOf(row, then, numbers);
  const common = { domain, slot };
  const state = asked.kind === "state" ? asked.state : "ready";
  const call = {
    state: {
      title: `${STATE_WORDS[state]} ${endpoint} of ${domain}`,
      verb: STATE_WORDS[state],
      tool: "haproxy_set_server_state",
      arguments: { ...common, state },
    },
    weight: {
      title: `Weight of ${endpoint} of ${domain}`,
      verb: "Set the weight",
      tool: "haproxy_set_server_weight",
      arguments: { ...common, weight: weight.trim() === "" ? undefined : Number(weight) },
    },
    remove: {
      title: `Remove ${endpoint} from ${domain}`,
      verb: "Remove",
      tool: "haproxy_remove_server",
      arguments: { ...common, drain_timeout: Number(seconds) || 0 },
    },
  }[asked.kind];
  const isCut = asked.kind === "remove" ? Number(seconds) === 0 : state === "maint";
  return (
    <ActionDialog
      {...call}
      typed={load.isLast ? domain : undefined}
      isDanger={asked.kind === "remove"}
      onDone={onDone}
      onClose={onClose}
    >
      <AlsoChanges row={row} domain={domain} />
      {asked.kind === "weight" && (
        <label class="field">
          Weight, 0 to 256
          <input
            autofocus
            type="number"
            min={0}
            max={256}
            required
            value={weight}
            onInput={(event) => setWeight(event.currentTarget.value)}
          />
        </label>
      )}
      {asked.kind === "remove" && <SecondsField value={seconds} onChange={setSeconds} />}
      <LoadThen row={row} then={then} load={load} isCut={isCut} />
    </ActionDialog>
  );
}
