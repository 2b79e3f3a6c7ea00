import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ActionDialog, type ActionDialogProps } from "../actions/action-dialog.js";

export type Asked = Omit<ActionDialogProps, "onDone" | "onClose">;

/** A change that a button asks for: its dialog, and beside it what became of the last one. */
export function useAsk(): readonly [ask: (asked: Asked) => void, dialog: ComponentChildren] {
  const [asked, ask] = useState<Asked>();
  const [done, setDone] = useState("");
  const dialog = (
    <>
      <p role="status" class="done">
        {done}
      </p>
      {asked !== undefined && (
        <ActionDialog
          {...asked}
          onDone={({ text }) => {
            setDone(text);
            ask(undefined);
          }}
          onClose={() => ask(undefined)}
        />
      )}
    </>
  );
  return [ask, dialog];
}

/** Why this caller gets no buttons. */
export function RoleNote({ needed, own, what }: { needed: string; own: string | undefined; what: string }) {
  return (
    <p class="muted">
      {what} needs the role {needed}; yours is {own ?? "not known yet"}.
    </p>
  );
}
