import type { DomainRow } from "../../../src/page/model.js";
import { ActionDialog } from "../../actions/action-dialog.js";
import { formatEndpoint } from "../../actions/endpoint.js";
import type { CallResult } from "../../call.js";
import type { Numbers } from "../../live/numbers.js";
import { Dialog } from "../../parts/dialog.js";
import { AddServersDialog } from "./add-servers-dialog.js";
import type { Asked } from "./asked.js";
import { DomainStateDialog, RemoveDomainDialog } from "./domain-dialog.js";
import { ServerDialog } from "./server-dialog.js";

interface ChangeDialogProps {
  readonly asked: Asked;
  readonly domain: string;
  readonly row: DomainRow;
  readonly numbers: Numbers | undefined;
  onDone(result: CallResult): void;
  onClose(): void;
}

/** The dialog of whatever the operator wants to do to a domain. */
export function ChangeDialog({ asked, ...props }: ChangeDialogProps) {
  switch (asked.kind) {
    case "add":
      return <AddServersDialog {...props} />;
    case "domain-state":
      return <DomainStateDialog asked={asked} {...props} />;
    case "remove-domain":
      return <RemoveDomainDialog {...props} />;
    case "undo":
      return <ActionDialog {...asked.dialog} onDone={props.onDone} onClose={props.onClose} />;
    default: {
      const { slot, ip, port } = asked.server;
      const now = props.row.servers.find((one) => one.slot === slot) ?? asked.server; // of one that is gone, the plan says so
      if (now.ip === ip && now.port === port) return <ServerDialog asked={asked} server={now} {...props} />;
      return (
        <Dialog title={`${formatEndpoint(ip, port)} of ${props.domain}`} onClose={props.onClose}>
          <p role="alert" class="tone-warn">
            Its slot has {formatEndpoint(now.ip, now.port)} now. Nothing was changed.
          </p>
        </Dialog>
      );
    }
  }
}
