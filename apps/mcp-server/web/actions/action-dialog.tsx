import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { Role } from "../../src/access/role.js";
import { type CallResult, useCall } from "../call.js";
import { useLive } from "../live/live.js";
import { outageOf } from "../live/outage.js";
import { useAction } from "../parts/action.js";
import { Dialog } from "../parts/dialog.js";
import { Busy, Failure } from "../parts/says.js";
import { useTypedName } from "../parts/typed-name.js";
import { useSession } from "../session.js";
import { CopyAs } from "./copy-as.js";
import { Plan } from "./plan.js";
import { ReasonField } from "./reason-field.js";
import type { ToolCall } from "./tool-call.js";
import { usePlan } from "./use-plan.js";

export interface ActionDialogProps extends Pick<ToolCall, "tool" | "arguments"> {
  /** `Drain 10.0.0.1:80 of shop.example.com` */
  readonly title: string;
  /** On the button: `Drain`. */
  readonly verb: string;
  /** What the call needs. Default: `operate`. */
  readonly role?: Role | undefined;
  /** Whether the tool takes `dry_run`. Default: true. */
  readonly hasPlan?: boolean | undefined;
  /** Text to type first, where users lose service. */
  readonly typed?: string | undefined;
  readonly isDanger?: boolean | undefined;
  /** Whether everything is filled in. Default: true. */
  readonly isReady?: boolean | undefined;
  /** What else to know or to fill in, above the plan. */
  readonly children?: ComponentChildren;
  /** The change is made. The dialog does not close itself. */
  onDone(result: CallResult): void;
  onClose(): void;
}

/** Every change that the page makes: what will happen, who may do it, and the call itself. Nothing moves on the page before the stream reports it. */
export function ActionDialog(props: ActionDialogProps) {
  const {
    title,
    verb,
    tool,
    role = "operate",
    hasPlan = true,
    typed,
    isDanger,
    isReady = true,
    children,
    onDone,
    onClose,
  } = props;
  const call = useCall();
  const { may, info } = useSession();
  const action = useAction();
  const [reason, setReason] = useState("");
  const [isTyped, typedName] = useTypedName(typed);
  const id = useId();
  const live = useLive();
  const { changes, pause } = live;
  const outage = outageOf(live);
  // another change may make another plan of it
  const plan = usePlan(props, hasPlan && !action.isBusy && outage === undefined, changes?.[0]?.id);
  // an older state is no ground for a change
  useEffect(() => pause(false), []);
  const why =
    outage ??
    (may(role, tool)
      ? undefined
      : refusal(role, info?.caller?.role, info?.deniedTools.includes(tool) === true));
  const isPlanned = !hasPlan || plan.isCurrent;
  const canConfirm = isReady && why === undefined && isPlanned && isTyped && !action.isBusy;
  // what a cancelled call left is shown first
  const close = () => (action.isBusy ? action.cancel() : onClose());

  async function confirm(event: Event) {
    event.preventDefault();
    if (!canConfirm) return;
    await action.run(async (options) =>
      onDone(await call(tool, props.arguments, { ...options, reason: reason.trim() || undefined })),
    );
  }

  return (
    <Dialog title={title} onClose={close}>
      <form class="stack action" onSubmit={confirm}>
        {children}
        {hasPlan && outage === undefined && <Plan {...plan} />}
        <ReasonField autofocus value={reason} onChange={setReason} />
        {typedName}
        <CopyAs tool={tool} arguments={props.arguments} reason={reason.trim() || undefined} />
        <Failure failure={action.failure} />
        <Busy action={action} />
        {why !== undefined && (
          <p id={id} class="tone-warn" role="status">
            {why}
          </p>
        )}
        <div class="row end">
          {!action.isBusy && (
            <button type="button" onClick={close}>
              Cancel
            </button>
          )}
          <button
            type="submit"
            class={isDanger || typed !== undefined ? "danger" : "primary"}
            aria-disabled={!canConfirm}
            aria-describedby={why && id}
          >
            {verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function refusal(needed: Role, own: Role | undefined, isDenied: boolean): string {
  if (isDenied) return "This server lets no caller do this (MCP_READ_ONLY, MCP_TOOLS_DENY).";
  return `This needs the role ${needed}; yours is ${own ?? "none: sign in first"}.`;
}
