import type { Restored } from "../changes/restored.js";
import { type RestoreInput, settleFiles } from "../changes/settle-files.js";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";

/** Makes HAProxy match the files, all of it. @throws as {@link settleFiles} */
export function restore(
  context: Context,
  input: RestoreInput = {},
  options: OperationOptions = {},
): Promise<Restored> {
  return settleFiles(context, input, options);
}
