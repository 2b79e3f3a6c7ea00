/** An error that the operator can fix, such as a bad setting. Printed without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}
