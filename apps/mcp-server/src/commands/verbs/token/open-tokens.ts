import { FileError, messageOf } from "@haproxy-mcp/durable-files";
import { localCaller } from "../../../access/caller.js";
import { NO_MAP } from "../../../access/keep-tokens.js";
import type { ServedTokens, Tokens } from "../../../access/tokens.js";
import type { Entry } from "../../../history/history.js";
import { HistoryError } from "../../../history/history-error.js";
import { reasonOf } from "../../../history/reason.js";
import { workAsService } from "../../../init/service-account.js";
import { createLateLog } from "../../../program/late-log.js";
import { UsageError } from "../../../program/usage-error.js";
import { createServices } from "../../../services.js";
import { loadMachineConfig } from "../../../settings/settings-file.js";
import { ToolCallError } from "../../callers/tool-call-error.js";
import { writeText } from "../../output/wrap-text.js";
import type { Call } from "../../verb.js";

export interface OpenTokens {
  readonly tokens: Tokens;
  /** With the token `default`. */
  readonly tokenFile: string;
  readonly isRouted: boolean;
  /** Records a change, as done by the user of the command line. */
  record<Result>(
    operation: string,
    input: Readonly<Record<string, unknown>>,
    work: (entry: Entry) => Promise<Result>,
  ): Promise<Result>;
}

const ONLY_HERE =
  "HAPROXY_MCP_URL names a remote server, and tokens are in files of its own machine. Nothing was done. Run this command there, or without HAPROXY_MCP_URL.";

/**
 * @param givenReason goes into the history
 * @throws UsageError if a remote server is meant
 */
export async function openTokens(
  { environment }: Pick<Call, "environment">,
  givenReason?: string | undefined,
): Promise<OpenTokens> {
  if (environment["HAPROXY_MCP_URL"]) throw new UsageError(ONLY_HERE);
  const caller = localCaller("command line");
  const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
  await workAsService(config);
  const { tokens, history } = createServices(config, createLateLog(config.logLevel));
  const reason = reasonOf(givenReason);
  return {
    tokens,
    tokenFile: config.mcp.tokenFile,
    isRouted: config.mcp.allowedHosts.length > 0,
    record: (operation, input, work) =>
      history.record({ caller, operation, input, reason }, work).catch(explained),
  };
}

/** Why HAProxy may accept other tokens than the files have. */
export function notServed(served: ServedTokens): readonly string[] {
  if (served === "served") return [];
  return [served === "no map" ? NO_MAP : `HAProxy could not be changed: ${messageOf(served)}`];
}

export function note(served: ServedTokens, done: string): void {
  const [why] = notServed(served);
  const next =
    served instanceof Error
      ? "The server tries again while it runs; HAProxy also reads its map when it starts"
      : "To add the map, run haproxy-mcp init --write, then reload HAProxy";
  writeText(process.stderr, why === undefined ? `${done}\n` : `The server follows. ${why}. ${next}.\n`);
}

/** An error of the files or of the history, with the state and what to do. */
export function explained(error: unknown): never {
  if (!FileError.isInstance(error) && !(error instanceof HistoryError)) throw error;
  const { code, message } = error;
  const state =
    code === "OUTCOME_UNKNOWN" ? "haproxy-mcp token list shows the tokens" : "Nothing was changed";
  throw new ToolCallError(code, `${code}: ${message}. ${state}.`, { cause: error });
}
