import { Plan } from "../actions/plan.js";
import type { ToolCall } from "../actions/tool-call.js";
import { usePlan } from "../actions/use-plan.js";
import { useCall } from "../call.js";
import { useAction } from "../parts/action.js";
import { Dialog } from "../parts/dialog.js";
import { Busy, Failure } from "../parts/says.js";
import { useTypedName } from "../parts/typed-name.js";

export interface Asked extends ToolCall {
  readonly title: string;
  readonly verb: string;
  /** What happens to the requests. */
  readonly note: string | undefined;
  /** Text to type first, where users lose service. */
  readonly typed: string | undefined;
}

interface ConfirmProps extends Asked {
  onDone(text: string): void;
  onClose(): void;
}

/** A change, with its plan: a host may pass the call on without a question of its own. */
export function Confirm({ title, verb, note, typed, tool, arguments: given, onDone, onClose }: ConfirmProps) {
  const [isTyped, typedName] = useTypedName(typed);
  const plan = usePlan({ tool, arguments: given });
  const action = useAction();
  const call = useCall();
  const isReady = !action.isBusy && plan.isCurrent && plan.found !== undefined && isTyped;
  const confirm = () =>
    isReady && action.run(async (options) => onDone((await call(tool, given, options)).text));
  return (
    <Dialog title={title} onClose={onClose}>
      {note !== undefined && <p>{note}</p>}
      <Plan {...plan} />
      {typedName}
      <Failure failure={action.failure} />
      <Busy action={action} />
      <div class="row end">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class={typed === undefined ? "primary" : "danger"}
          aria-disabled={!isReady}
          onClick={confirm}
        >
          {verb}
        </button>
      </div>
    </Dialog>
  );
}
