import { UserError } from "./user-error.js";

/** A command line that can't be understood. Nothing was done. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}
