import { UserError } from "./user-error.js";

/** What a command names does not exist. Nothing was changed. */
export class NotFoundError extends UserError {
  override readonly name = "NotFoundError";
}
