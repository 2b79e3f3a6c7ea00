import { localCaller } from "../../access/caller.js";
import { assertRole } from "../../access/not-allowed-error.js";
import { reasonOf } from "../../history/reason.js";
import { workAsService } from "../../init/service-account.js";
import { createProgressReporter } from "../../mcp/progress.js";
import { createLog } from "../../program/log.js";
import { createServices } from "../../services.js";
import { loadMachineConfig } from "../../settings/settings-file.js";
import { neededRole } from "../../tools/define-tool.js";
import { errorResult } from "../../tools/error-result.js";
import { createArgumentReader } from "../../tools/read-arguments.js";
import { recordedCall } from "../../tools/recorded-call.js";
import { toCallError } from "./tool-call-error.js";
import type { ToolCaller } from "./tool-caller.js";

/**
 * Calls tools with this machine's files and HAProxy, for the user of the command line.
 *
 * @param givenReason goes into the history
 */
export async function createLocalCaller(
  environment: Readonly<Record<string, string | undefined>>,
  givenReason: string | undefined,
): Promise<ToolCaller> {
  const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
  await workAsService(config);
  const log = createLog(config.logLevel);
  const services = createServices(config, log);
  const caller = localCaller("command line");
  const reason = reasonOf(givenReason);
  return {
    async call(tool, given, { signal, progress }) {
      const reporter = createProgressReporter(({ message }) => progress(message));
      try {
        const input = createArgumentReader(tool.input)(given);
        assertRole(caller, neededRole(tool, input), tool.name);
        return await recordedCall(tool, input, {
          services,
          caller,
          reason,
          signal,
          progress: reporter.report,
        });
      } catch (error) {
        throw toCallError(errorResult(error, log));
      } finally {
        reporter.end();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
