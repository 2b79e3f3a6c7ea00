import { localCaller } from "../access/caller.js";
import { reasonOf } from "../history/reason.js";
import { workAsService } from "../init/service-account.js";
import { createLog } from "../program/log.js";
import { createServices } from "../services.js";
import type { Config } from "../settings/config.js";
import { boundedTexts } from "../tools/bounded-list.js";

/** Records a configuration that was written. From here on, root works as the service. */
export async function noteAdoption(
  config: Config,
  input: { readonly config: string; readonly remove: boolean },
  files: readonly string[],
  reason: string | undefined,
): Promise<void> {
  await workAsService(config);
  const { history } = createServices(config, createLog(config.logLevel));
  const call = { caller: localCaller("command line"), operation: "adopt", input, reason: reasonOf(reason) };
  const wayBack = input.remove
    ? `haproxy-mcp adopt ${input.config} --write puts the blocks back`
    : `haproxy-mcp adopt ${input.config} --write --remove takes the blocks out again`;
  const details = [...boundedTexts(files.map((file) => `wrote ${file}`)), wayBack];
  await history.note(call, { result: "done", details });
}
