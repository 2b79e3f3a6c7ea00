import { useState } from "preact/hooks";
import type { DomainRow } from "../../../src/page/model.js";
import { ActionDialog } from "../../actions/action-dialog.js";
import { changedServer } from "../../actions/load.js";
import type { CallResult } from "../../call.js";
import type { Numbers } from "../../live/numbers.js";
import { plural } from "../../parts/formats.js";
import { AlsoChanges } from "./also-changes.js";
import type { Asked } from "./asked.js";
import { LoadThen, loadOf } from "./load-then.js";
import { SecondsField } from "./seconds-field.js";

interface DomainDialogProps {
  readonly domain: string;
  readonly row: DomainRow;
  readonly numbers: Numbers | undefined;
  onDone(result: CallResult): void;
  onClose(): void;
}

const TITLES = { ready: "Put into service", drain: "Drain", maint: "Maintenance" } as const;

/** A change of all servers of a domain. */
export function DomainStateDialog(
  props: DomainDialogProps & { readonly asked: Extract<Asked, { kind: "domain-state" }> },
) {
  const { asked, domain, row, numbers, onDone, onClose } = props;
  const { state } = asked;
  const then = row.servers.map((server) => changedServer(server, { state }));
  const load = loadOf(row, then, numbers);
  return (
    <ActionDialog
      title={`${TITLES[state]}: every server of ${domain}`}
      verb={TITLES[state]}
      tool="haproxy_set_domain_state"
      arguments={{ domain, state }}
      typed={load.isLast ? domain : undefined}
      onDone={onDone}
      onClose={onClose}
    >
      <AlsoChanges row={row} domain={domain} />
      <LoadThen row={row} then={then} load={load} isCut={state === "maint"} />
    </ActionDialog>
  );
}

/** The end of a domain. */
export function RemoveDomainDialog({ domain, row, numbers, onDone, onClose }: DomainDialogProps) {
  const [seconds, setSeconds] = useState("30");
  const others = row.names.filter((name) => name !== domain);
  const isServed = loadOf(row, [], numbers).isLast;
  return (
    <ActionDialog
      title={`Remove ${domain}`}
      verb="Remove the domain"
      tool="haproxy_remove_domain"
      arguments={{ domain, drain_timeout: others.length > 0 ? 0 : Number(seconds) || 0 }}
      typed={isServed ? domain : undefined}
      isDanger
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        {others.length > 0
          ? `Requests for ${domain} get no server any more. Its servers stay, for ${others.join(", ")}.`
          : `Requests for ${domain} get no server any more, and its ${plural(row.servers.length, "server")} go too.`}
      </p>
      {others.length === 0 && <SecondsField value={seconds} onChange={setSeconds} />}
    </ActionDialog>
  );
}
