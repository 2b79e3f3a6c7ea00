import type { ServerRow } from "../../../src/page/model.js";
import type { undoOf } from "../../records/change-words.js";

type SetState = ServerRow["state"];

/** What the operator wants to do to a domain: the dialog that is open. */
export type Asked =
  | { readonly kind: "state"; readonly server: ServerRow; readonly state: SetState }
  | { readonly kind: "weight"; readonly server: ServerRow }
  | { readonly kind: "remove"; readonly server: ServerRow }
  | { readonly kind: "add" }
  | { readonly kind: "domain-state"; readonly state: SetState }
  | { readonly kind: "remove-domain" }
  | { readonly kind: "undo"; readonly dialog: ReturnType<typeof undoOf> };

/** On buttons. */
export const STATE_WORDS: Readonly<Record<SetState, string>> = {
  ready: "Ready",
  drain: "Drain",
  maint: "Maint",
};
