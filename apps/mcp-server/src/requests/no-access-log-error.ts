import { UserError } from "../program/user-error.js";

/** HAProxy keeps no requests. Nothing was changed. */
export class NoAccessLogError extends UserError {
  override readonly name = "NoAccessLogError";
  readonly code = "NO_ACCESS_LOG";
}
