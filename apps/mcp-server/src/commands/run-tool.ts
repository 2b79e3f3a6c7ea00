import { localCaller } from "../access/caller.js";
import { workAsService } from "../init/service-account.js";
import { createLog } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import { createServices } from "../services.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import type { Tool } from "../tools/define-tool.js";
import { errorResult } from "../tools/error-result.js";
import { createArgumentReader } from "../tools/read-arguments.js";
import { recordedCall } from "../tools/recorded-call.js";
import type { Call } from "./verb.js";

/**
 * Calls a tool for the user of the command line, and prints its text.
 *
 * @returns the exit code
 * @throws UserError with the text of the tool's error
 */
export async function runTool(
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  { environment, signal }: Pick<Call, "environment" | "signal">,
): Promise<number> {
  const caller = localCaller("command line");
  const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
  await workAsService(config);
  const log = createLog(config.logLevel);
  const context = { services: createServices(config, log), caller, signal, progress: () => {} };
  try {
    const input = createArgumentReader(tool.input)(args);
    process.stdout.write(`${tool.summarise(await recordedCall(tool, input, context))}\n`);
    return 0;
  } catch (error) {
    const [content] = errorResult(error, log).content;
    throw new UserError(content?.type === "text" ? content.text : String(error));
  }
}
