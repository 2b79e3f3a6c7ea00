import type { ComponentChildren } from "preact";
import type { CallFailure } from "../call.js";
import type { Action } from "./action.js";
import { ShapeOf } from "./shape.js";

/** What the server said, beside the button that caused it. */
export function Failure({ failure }: { failure: CallFailure | undefined }) {
  if (failure === undefined) return null;
  return (
    <div class="failure tone-warn" role="alert">
      <ShapeOf shape="bang" />
      <div>
        <p>{failure.message}</p>
        <small>{failure.code}</small>
      </div>
    </div>
  );
}

/** What it is doing, and a way out. */
export function Busy({ action }: { action: Action }) {
  return (
    <div class="busy" role="status">
      {action.isBusy && (
        <>
          <span class="spin" /> {action.progress || "Working…"}{" "}
          <button type="button" class="quiet" onClick={action.cancel}>
            Cancel
          </button>
        </>
      )}
    </div>
  );
}

/** Where there is nothing to show: why, and what to do. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  );
}
