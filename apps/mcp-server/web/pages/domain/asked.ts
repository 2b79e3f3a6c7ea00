import type { ChangeRow, ServerRow } from "../../../src/page/model.js";

type SetState = ServerRow["state"];

/** What the operator wants to do to a domain: the dialog that is open. */
export type Asked =
  | { readonly kind: "state"; readonly slot: number; readonly state: SetState }
  | { readonly kind: "weight"; readonly slot: number; readonly weight: number }
  | { readonly kind: "remove"; readonly slot: number }
  | { readonly kind: "add" }
  | { readonly kind: "domain-state"; readonly state: SetState }
  | { readonly kind: "remove-domain" }
  | { readonly kind: "undo"; readonly change: ChangeRow; readonly isOwn: boolean };
