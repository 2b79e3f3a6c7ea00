import { randomUUID } from "node:crypto";
import { AcmeError, type AcmeErrorCode, DEFAULT_CERTIFICATE_FILE } from "@haproxy-mcp/acme-manager";
import { HostError, type HostErrorCode } from "@haproxy-mcp/haproxy-host";
import { LoadBalancerError, type LoadBalancerErrorCode } from "@haproxy-mcp/load-balancer";
import { StoreError, type StoreErrorCode } from "@haproxy-mcp/map-store";
import { RuntimeApiError, type RuntimeApiErrorCode } from "@haproxy-mcp/runtime-api-client";
import { ValidationError, type ValidationErrorCode } from "@haproxy-mcp/validation";
import type { CallToolResult } from "@modelcontextprotocol/server";
import { NotAllowedError } from "../access/not-allowed-error.js";
import { AFTER_LOSS } from "../checks/uncertain.js";
import { HistoryError, type HistoryErrorCode } from "../history/history-error.js";
import type { Log } from "../program/log.js";
import { ServedElsewhereError } from "./served-elsewhere.js";
import { StoppingError } from "./stopping-error.js";

/** The state things are in and what to do next, for each code of a family. A missing code does not compile. */
type Remedies<Code extends string> = Readonly<Record<Code, string>>;

const REMEDIES: Remedies<ValidationErrorCode | LoadBalancerErrorCode> = {
  INVALID_DOMAIN: "Nothing was changed. Correct the name.",
  INVALID_ADDRESS: "Nothing was changed. Correct the address.",
  OUT_OF_RANGE: "Nothing was changed. Correct the value.",
  INVALID_INPUT: "Nothing was changed. Correct the arguments.",
  DOMAIN_EXISTS:
    "Nothing was changed. See haproxy_list_domains, or use haproxy_add_server to add servers to it.",
  DOMAIN_NOT_FOUND: "Nothing was changed. See haproxy_list_domains with include_wildcards.",
  ORPHANED:
    "Nothing was changed. Call haproxy_add_domain with replace to discard those servers, or haproxy_remove_domain to delete them.",
  UNCERTAIN: "Nothing was changed. An operator must fix the line named above; haproxy_health shows the edit.",
  ALIAS_WITH_SERVERS:
    "Nothing was changed. Repeat the call with alias_of alone; haproxy_add_server adds servers to the domain that it shares.",
  NO_FREE_POOL:
    "Nothing was changed. Wait as long as the message says, remove a domain, or configure more pools (HAPROXY_POOL_COUNT).",
  NO_FREE_SLOT: "Nothing was changed. Remove a server first.",
  SLOT_TAKEN:
    "Nothing was changed. Use slot 0 for the first free one, or set replace to overwrite the server.",
  SLOT_EMPTY: "Nothing was changed. See haproxy_list_servers.",
  SLOT_OUT_OF_RANGE: "Nothing was changed. Use a slot within the range, or 0 for the first free one.",
  CHANGED_SINCE: "Nothing was changed. Undo what changed it since first, or make the change that is needed.",
  REFUSED_SERVER:
    "Nothing was changed. Use the address of a server. To put an HAProxy in front of itself, an operator can set HAPROXY_ALLOW_OWN_FRONTENDS=on; its Runtime API, its statistics and this server are refused all the same.",
  INVALID_CURSOR: "List again without a cursor.",
  HAPROXY_UNREACHABLE: "Nothing was changed. See haproxy_health; repeat the call once HAProxy responds.",
  MAP_NOT_FOUND: "Nothing was changed. An operator must check HAPROXY_MAP_FILE and haproxy.cfg.",
  MAP_AMBIGUOUS: "Nothing was changed. An operator must set HAPROXY_MAP_ID to the map that routes domains.",
  NOT_APPLIED: "The files and HAProxy are as before.",
  NOT_HEALTHY:
    "The files and HAProxy are as before. Start what should respond at that address and port, or correct them; then repeat the call.",
  CANCELLED: "The files and HAProxy are as before.",
  OUTCOME_UNKNOWN:
    "The server compares HAProxy with the files as soon as HAProxy responds. Check the current state before trying again.",
  STATE_TOO_SMALL: `An operator must check domains.map and servers.json first: ${AFTER_LOSS}.`,
};

const STORE_REMEDIES: Remedies<StoreErrorCode> = {
  LOCKED: "Nothing was changed. Another process is changing the files; try again.",
  UNREADABLE: "Nothing was changed. An operator must fix or restore the file; it is never overwritten.",
  UNWRITABLE: "Nothing was changed. An operator must make the file and its folder writable, with space left.",
  CONFLICT:
    "Nothing was changed. Choose another name or slot: a line or record written by hand has this one.",
  INVALID_STATE:
    "Nothing was changed. The files can't hold this value: correct it at its source, such as HAProxy's socket.",
  CANCELLED: "The files and HAProxy are as before.",
  OUTCOME_UNKNOWN:
    "The files may be half changed. See haproxy_list_domains and haproxy_health before trying again.",
};

const SERVED_ELSEWHERE_REMEDY =
  "Nothing was changed. Choose another name, or ask the operator; with take_over the name is added all the same.";

const NOT_ALLOWED_REMEDY =
  "Nothing was changed. An operator can do it, or make a token with that role (haproxy-mcp token new); MCP_TRUSTED_ROLE, MCP_READ_ONLY and MCP_TOOLS_DENY limit what callers may do.";

const HISTORY_REMEDIES: Remedies<HistoryErrorCode> = {
  HISTORY_UNWRITABLE:
    "Nothing was changed: what is not recorded is not done. An operator must make the history and its folder writable, with space left.",
  CHANGE_NOT_FOUND: "Nothing was changed. See haproxy_history for the ids of changes.",
  NOT_UNDOABLE: "Nothing was changed. See haproxy_history for what it did; another call can do the opposite.",
};

const STOPPING_REMEDY = "Nothing was changed. Repeat the call once the server has started again.";

/** `UNWRITABLE` if the file can't be replaced because it is a mount point (rename(2)). */
const MOUNTED_REMEDY =
  "Nothing was changed. The file is a mount point: an operator must mount its folder instead.";

/** For errors of the HAProxy program. */
const PROGRAM_REMEDIES: Remedies<HostErrorCode | RuntimeApiErrorCode> = {
  INVALID_SETTING: "Nothing was changed. An operator must correct the server's settings.",
  PROGRAM_MISSING: "Nothing was changed. An operator must install it, or set HAPROXY_HOST_KIND.",
  PROGRAM_FAILED: "Nothing was changed. See haproxy_health; haproxy-mcp doctor shows an operator more.",
  NOT_FOUND:
    "Nothing was changed. An operator must correct HAPROXY_HOST_KIND, HAPROXY_CONTAINER or HAPROXY_UNIT.",
  CONFIG_REFUSED:
    "HAProxy keeps its old configuration. Correct haproxy.cfg; haproxy_check_config lists every finding.",
  START_FAILED: "HAProxy is not running. See haproxy_health.",
  RELOAD_FAILED: "Fix the cause, then try again; haproxy_health shows whether HAProxy responds.",
  STOP_FAILED: "Some HAProxy processes are still running. An operator must end them.",
  CONNECT_FAILED: "Nothing was sent. Check that HAProxy is running: see haproxy_health.",
  WRONG_PEER:
    "Nothing was changed. An operator must correct HAPROXY_SOCKET, HAPROXY_PORT or HAPROXY_MASTER_SOCKET.",
  TIMEOUT: "The outcome is unknown. See haproxy_health before trying again.",
  CANCELLED: "The outcome may be unknown. See haproxy_health before trying again.",
  TRUNCATED: "The outcome is unknown. See haproxy_health before trying again.",
  REJECTED: "HAProxy changed nothing.",
  MALFORMED_REPLY:
    "The response has a format that this server does not know. An operator must check HAProxy's version.",
  NOT_CONFIRMED: "Another client changed it at the same time. Check the current state, then try again.",
  UNSAFE_ARGUMENT: "Nothing was sent. Correct the argument.",
};

const KEEPS_SERVING = "HAProxy keeps serving the same certificates.";

const CERTIFICATE_REMEDIES: Remedies<AcmeErrorCode> = {
  NOT_CONFIGURED:
    "Nothing was changed. An operator must correct the settings, such as CF_Token, ACME_DNS_PROVIDER, ACME_SH or HAPROXY_CRT_LIST; see docs/certificates.md.",
  INVALID_NAMES: "Nothing was changed. Correct the names; wildcards need ACME_CHALLENGE=dns-01.",
  CERTIFICATE_NOT_FOUND: "Nothing was changed. See haproxy_list_certs.",
  NOT_DUE: "Nothing was changed. Set force to renew it now.",
  DNS_PROVIDER: `${KEEPS_SERVING} An operator must check the DNS provider and what ACME_DNS_PROVIDER needs for it; dry_run of haproxy_issue_cert tests both.`,
  VALIDATION_FAILED: `${KEEPS_SERVING} Check that the domain's DNS is at the provider of ACME_DNS_PROVIDER, and with http-01 that its port 80 leads to this HAProxy; ACME_DNS_WAIT may be too short.`,
  HTTP_RESPONDER: `${KEEPS_SERVING} An operator must compare haproxy.cfg with what haproxy-mcp config prints for HAPROXY_CHALLENGE_MAP_FILE, or set ACME_CHALLENGE to dns-01.`,
  RATE_LIMITED: `${KEEPS_SERVING} Try again after that time, not before.`,
  CA_REFUSED: `${KEEPS_SERVING} Do not repeat the same request: correct its cause first.`,
  EAB_REQUIRED: `${KEEPS_SERVING} An operator must set ACME_EAB_KID and ACME_EAB_HMAC_KEY.`,
  ACCOUNT_GONE: `${KEEPS_SERVING} Try again: a new account is created.`,
  CA_UNREACHABLE: `${KEEPS_SERVING} Try again later; ACME_DIRECTORY_URL sets the CA.`,
  CA_FAILED: `${KEEPS_SERVING} Try again later.`,
  TIMEOUT: `${KEEPS_SERVING} Try again: the order resumes.`,
  LOCKED: `${KEEPS_SERVING} Try again when the other operation has finished.`,
  TRANSACTION_OPEN: `${KEEPS_SERVING} The new one is saved; the server deploys it once the other transaction has ended.`,
  CANCELLED: `${KEEPS_SERVING} The next try resumes the order.`,
  DRIVER_FAILED: `${KEEPS_SERVING} The message quotes the ACME client.`,
  BAD_CERTIFICATE: KEEPS_SERVING,
  NAME_CONFLICT: `${KEEPS_SERVING} An operator must delete one of the two files, or move it out of the folder; then try again.`,
  DEFAULT_CERTIFICATE: `Nothing was changed. Another file must come first in the folder, such as ${DEFAULT_CERTIFICATE_FILE}.`,
  DEPLOY_FAILED: `${KEEPS_SERVING} See haproxy_cert_info; the server tries again every hour.`,
  OUTCOME_UNKNOWN: "See haproxy_cert_info for what HAProxy serves; the server tries again every hour.",
  UNREADABLE: "Nothing was changed. An operator must repair the file.",
  UNWRITABLE: `${KEEPS_SERVING} An operator must make the folder writable, with space left.`,
};

/** What every code of an error means for the caller, by what failed. */
export const ERROR_REMEDIES: Readonly<Record<string, Remedies<string>>> = {
  "arguments, domains and servers": REMEDIES,
  "the files": STORE_REMEDIES,
  "HAProxy and its Runtime API": PROGRAM_REMEDIES,
  certificates: CERTIFICATE_REMEDIES,
  "the history": HISTORY_REMEDIES,
  "this server": {
    NOT_ALLOWED: NOT_ALLOWED_REMEDY,
    SERVED_ELSEWHERE: SERVED_ELSEWHERE_REMEDY,
    STOPPING: STOPPING_REMEDY,
  },
};

/** What an error means for whoever made the call. */
export interface ToolFailure {
  readonly code: string;
  /** The argument at fault. */
  readonly field?: string | undefined;
  /** Of an `INTERNAL` error, in the log. */
  readonly id?: string | undefined;
  /** What failed, and what to do next. */
  readonly message: string;
}

/** The only place where an error gets its words: code, field, what failed, and what to do next. */
export function describeError(error: unknown, log: Log): ToolFailure {
  if (ValidationError.isInstance(error) || LoadBalancerError.isInstance(error)) {
    return failure(error.code, error.message, error.field, REMEDIES[error.code]);
  }
  if (error instanceof ServedElsewhereError)
    return failure(error.code, error.message, error.field, SERVED_ELSEWHERE_REMEDY);
  if (error instanceof NotAllowedError)
    return failure(error.code, error.message, undefined, NOT_ALLOWED_REMEDY);
  if (error instanceof HistoryError)
    return failure(error.code, error.message, undefined, HISTORY_REMEDIES[error.code]);
  if (error instanceof StoppingError) return failure(error.code, error.message, undefined, STOPPING_REMEDY);
  if (StoreError.isInstance(error)) {
    const remedy = isMounted(error) ? MOUNTED_REMEDY : STORE_REMEDIES[error.code];
    return failure(error.code, error.message, undefined, remedy);
  }
  if (RuntimeApiError.isInstance(error) || HostError.isInstance(error))
    return failure(error.code, error.message, undefined, PROGRAM_REMEDIES[error.code]);
  if (AcmeError.isInstance(error))
    return failure(error.code, error.message, undefined, CERTIFICATE_REMEDIES[error.code]);
  // A bug. Its message stays here: it may hold paths and secrets.
  const id = randomUUID();
  log.error({ err: error, id }, "tool failed");
  return { code: "INTERNAL", id, message: `error ${id}. The server's log has the details.` };
}

/** As a tool result. No structured content: clients check it against the output schema even on errors. */
export function errorResult(error: unknown, log: Log): CallToolResult {
  return failureResult(describeError(error, log));
}

export function failureResult({ message, ...failure }: ToolFailure): CallToolResult {
  return {
    isError: true,
    content: [{ type: "text", text: `${failure.code}: ${message}` }],
    _meta: { error: failure },
  };
}

function isMounted({ code, cause }: StoreError): boolean {
  return code === "UNWRITABLE" && (cause as NodeJS.ErrnoException | undefined)?.code === "EBUSY";
}

function failure(code: string, message: string, field: string | undefined, remedy: string): ToolFailure {
  return { code, field: field || undefined, message: `${message.replace(/\.$/, "")}. ${remedy}` };
}
