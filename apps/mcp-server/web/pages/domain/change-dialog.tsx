import type { DomainRow } from "../../../src/page/model.js";
import { ActionDialog } from "../../actions/action-dialog.js";
import type { CallResult } from "../../call.js";
import type { Numbers } from "../../live/numbers.js";
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
      return (
        <ActionDialog
          title={`Undo: ${asked.change.operation.replaceAll("_", " ")} of ${props.domain}`}
          verb="Undo"
          tool="haproxy_undo"
          arguments={{ change: asked.change.id }}
          role={asked.isOwn ? "operate" : "admin"}
          onDone={props.onDone}
          onClose={props.onClose}
        />
      );
    default: {
      const server = props.row.servers.find(({ slot }) => slot === asked.slot);
      return server === undefined ? null : <ServerDialog asked={asked} server={server} {...props} />;
    }
  }
}
