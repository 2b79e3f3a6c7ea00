import { useState } from "preact/hooks";
import type { DomainRow } from "../../../src/page/model.js";
import { ActionDialog } from "../../actions/action-dialog.js";
import { toDomainArguments } from "../../actions/domain-form.js";
import { ServerFields } from "../../actions/server-fields.js";
import type { CallResult } from "../../call.js";
import { AlsoChanges } from "./also-changes.js";

interface AddServersDialogProps {
  readonly domain: string;
  readonly row: DomainRow;
  onDone(result: CallResult): void;
  onClose(): void;
}

export function AddServersDialog({ domain, row, onDone, onClose }: AddServersDialogProps) {
  const [rows, setRows] = useState<readonly string[]>([""]);
  const { servers = [] } = toDomainArguments({ domain, servers: rows, aliases: "" });
  return (
    <ActionDialog
      title={`Add servers to ${domain}`}
      verb="Add"
      tool="haproxy_add_servers"
      arguments={{ domain, servers }}
      hasPlan={servers.length > 0}
      isReady={servers.length > 0}
      onDone={onDone}
      onClose={onClose}
    >
      <AlsoChanges row={row} domain={domain} />
      <ServerFields rows={rows} onChange={setRows} errorAt={() => undefined} />
    </ActionDialog>
  );
}
