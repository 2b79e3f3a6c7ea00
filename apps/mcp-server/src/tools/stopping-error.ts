/** The server is stopping. Nothing was changed. */
export class StoppingError extends Error {
  override readonly name = "StoppingError";
  readonly code = "STOPPING";

  constructor(options?: ErrorOptions) {
    super("the server is stopping", options);
  }
}
