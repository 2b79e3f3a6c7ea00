import { messageOf } from "@haproxy-mcp/durable-files";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { readDefaultToken } from "../access/default-token.js";
import { NO_MAP } from "../access/keep-tokens.js";
import { readTokens, type TokenFiles } from "../access/token-files.js";
import { findTokenMap } from "../access/token-map.js";
import { hasExpired } from "../access/token-records.js";
import { countOf } from "../program/count-of.js";
import { checkMode } from "./file-mode.js";
import { type Check, error, type Finding, warning } from "./finding.js";

const INIT = "run haproxy-mcp init --write to create one";

/**
 * The bearer tokens of clients outside the trusted networks.
 *
 * @param served of {@link checkServedTokens}
 */
export async function checkToken(
  { tokenFile, tokensFile, tokenMapFile }: TokenFiles,
  served: Promise<readonly Finding[]> | undefined,
): Promise<Check> {
  // a token made by hand may be guessed from its digest
  const findings = (await Promise.all([tokenFile, tokensFile, tokenMapFile].map(checkMode))).flat();
  const [found, records] = await Promise.all([
    readDefaultToken(tokenFile).catch((cause: Error) => cause),
    readTokens(tokensFile).catch((cause: Error) => cause),
  ]);
  if (found instanceof Error)
    findings.push(error(messageOf(found), `correct it; or remove ${tokenFile}, then ${INIT}`));
  if (records instanceof Error)
    findings.push(error(messageOf(records), `correct ${tokensFile}, or restore it from a backup`));
  const all = records instanceof Error ? [] : [...records.values()];
  if (found === undefined && !(records instanceof Error) && all.length === 0)
    findings.push(warning(`${tokenFile} is missing: clients outside the trusted networks are refused`, INIT));
  findings.push(...((await served) ?? []));
  if (findings.length > 0) return { findings };
  const expired = all.filter((record) => hasExpired(record, Date.now())).length;
  const counted = countOf(all.length - expired + (found === undefined ? 0 : 1), "token");
  return {
    findings,
    fact: `clients outside the trusted networks need one of ${counted}${expired === 0 ? "" : `; ${expired} expired`}`,
  };
}

/** Whether the running HAProxy looks tokens up in our map. */
export async function checkServedTokens(
  runtime: RuntimeApiClient,
  { tokenMapFile }: TokenFiles,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const map = await findTokenMap(runtime, tokenMapFile, signal).catch(() => tokenMapFile);
  if (map !== undefined) return [];
  return [warning(NO_MAP, "run haproxy-mcp init --write, then reload HAProxy")];
}
