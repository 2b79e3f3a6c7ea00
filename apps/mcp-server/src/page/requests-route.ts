import { isWanted, type LogFilter, parseLogLine } from "../requests/log-line.js";
import { NoAccessLogError } from "../requests/no-access-log-error.js";
import { readRequests } from "../requests/read-requests.js";
import type { Services } from "../services.js";
import type { RequestRow } from "./model.js";
import type { PageRefusal, PageRequest } from "./page-request.js";
import { toRequestRow } from "./request-row.js";
import { describeFailure, sendJson } from "./respond.js";

const MAX_ROWS = 200;

/** The last requests from HAProxy's memory, the newest first; with `domain`, those of it and its aliases. */
export async function sendRequests(
  asked: PageRequest,
  { loadBalancer, runtime, log }: Pick<Services, "loadBalancer" | "runtime" | "log">,
): Promise<PageRefusal | undefined> {
  const { response, query } = asked;
  const left = new AbortController();
  response.once("close", () => left.abort());
  const { signal } = left;
  const domain = query.get("domain");
  try {
    const of = domain === null ? undefined : await namesOf(domain, loadBalancer, signal);
    const lines = (await readRequests(runtime, signal)).map(parseLogLine);
    const wanted = lines.filter((line) => isWanted(line, { of, classes: [] })).slice(-MAX_ROWS);
    const rows: readonly RequestRow[] = wanted.reverse().map(toRequestRow);
    return sendJson(asked, 200, rows);
  } catch (error) {
    if (error instanceof NoAccessLogError) return { status: 409, code: error.code, reason: error.message };
    return describeFailure(error, log);
  }
}

/** The domain, the others of its pool, and the pool. */
async function namesOf(
  domain: string,
  loadBalancer: Services["loadBalancer"],
  signal: AbortSignal,
): Promise<LogFilter["of"]> {
  const found = await loadBalancer.listServers({ domain }, { signal });
  return { names: [found.domain, ...found.sharedWith], pool: found.pool };
}
