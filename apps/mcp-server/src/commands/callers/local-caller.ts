import { localCaller } from "../../access/caller.js";
import { assertRole } from "../../access/not-allowed-error.js";
import { reasonOf } from "../../history/reason.js";
import { workAsService } from "../../init/service-account.js";
import { createProgressReporter } from "../../mcp/progress.js";
import { createLateLog } from "../../program/late-log.js";
import type { Services } from "../../services.js";
import { loadMachineConfig } from "../../settings/settings-file.js";
import { neededRole } from "../../tools/define-tool.js";
import { createArgumentReader } from "../../tools/read-arguments.js";
import { recordedCall } from "../../tools/recorded-call.js";
import { asWhole } from "../../tools/whole-lists.js";
import { toCallError } from "./tool-call-error.js";
import type { ToolCaller } from "./tool-caller.js";

/**
 * Calls tools with this machine's files and HAProxy, for the user of the command line.
 *
 * Loads only what it needs.
 *
 * @param givenReason goes into the history
 * @param isStateRead whether the tools only read domains and servers
 */
export async function createLocalCaller(
  environment: Readonly<Record<string, string | undefined>>,
  givenReason?: string | undefined,
  isStateRead = false,
): Promise<ToolCaller> {
  const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
  await workAsService(config);
  const log = createLateLog(config.logLevel);
  const services = isStateRead
    ? ((await import("../../state-services.js")).createStateServices(config, log) as Services)
    : (await import("../../services.js")).createServices(config, log);
  const caller = localCaller("command line");
  const reason = reasonOf(givenReason);
  return {
    async call(tool, given, { signal, progress, isWhole }) {
      const reporter = createProgressReporter(({ message, total }) => progress(message, total));
      try {
        const input = createArgumentReader(tool.input)(given);
        assertRole(caller, neededRole(tool, input), tool.name);
        return await recordedCall(tool, asWhole(tool, input, isWhole), {
          services,
          caller,
          reason,
          signal,
          progress: reporter.report,
        });
      } catch (error) {
        throw toCallError((await import("../../tools/error-result.js")).errorResult(error, log));
      } finally {
        reporter.end();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
