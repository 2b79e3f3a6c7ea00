import type { ServerStat } from "@haproxy-mcp/runtime-api-client";

/** By HAProxy's code (management.txt section 9.1, check_status). */
const WORDS: Readonly<Record<string, string>> = {
  SOCKERR: "no socket for the check",
  L4OK: "connection accepted",
  L4TOUT: "connection timed out",
  L4CON: "connection failed",
  L6OK: "TLS handshake completed",
  L6TOUT: "TLS handshake timed out",
  L6RSP: "TLS handshake failed",
  L7OK: "check passed",
  L7OKC: "check passed on condition",
  L7TOUT: "response timed out",
  L7RSP: "invalid response",
  L7STS: "error response",
  PROCERR: "check program failed",
  PROCTOUT: "check program timed out",
  PROCOK: "check program passed",
};

/** `Connection refused`, in HAProxy 3.4 `ECONNREFUSED returned by OS (Connection refused)`; `at step 1 of tcp-check …` may follow. */
const OS_ERROR = /^(?:E[A-Z]+ returned by OS \()?([A-Z])([a-z][^()]*?)(?:\)| at .*)*$/;

/** The result of the last check in words: `connection refused`, `HTTP 503`; `undefined` where there was none. */
export function describeCheck(row: ServerStat): string | undefined {
  const code = checkStatusOf(row);
  if (code === undefined || code === "INI") return undefined;
  return detailOf(code, row) ?? WORDS[code] ?? code;
}

/** Of the last check, without the mark of one that is in progress. */
export function checkStatusOf({ checkStatus }: ServerStat): string | undefined {
  return checkStatus?.replace(/^\* /, "");
}

/** What the operating system said, or the status of HTTP; never what the server wrote. @param row whose `raw` is made when it is read */
function detailOf(code: string, row: ServerStat): string | undefined {
  if (code.startsWith("L7")) {
    const status = row.raw.get("check_code");
    return Number(status) > 0 ? `HTTP ${status}` : undefined;
  }
  if (code !== "L4CON" && code !== "SOCKERR") return undefined;
  const [, first, rest] = OS_ERROR.exec(row.raw.get("last_chk") ?? "") ?? [];
  return first === undefined ? undefined : `${first.toLowerCase()}${rest}`;
}
