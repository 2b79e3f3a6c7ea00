import type { Restored } from "../changes/restored.js";
import { type RestoreInput, settleFiles } from "../changes/settle-files.js";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";

/** See `LoadBalancer.restore`. */
export function restore(
  context: Context,
  input: RestoreInput = {},
  options: OperationOptions = {},
): Promise<Restored> {
  return settleFiles(context, input, options);
}
