/** A start that cannot go on, for a reason that the person who started it can mend. Told without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}
