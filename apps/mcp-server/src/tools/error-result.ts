import { randomUUID } from "node:crypto";
import { AcmeError, type AcmeErrorCode, DEFAULT_CERTIFICATE_FILE } from "@haproxy-mcp/acme-manager";
import { HostError, type HostErrorCode } from "@haproxy-mcp/haproxy-host";
import { LoadBalancerError, type LoadBalancerErrorCode } from "@haproxy-mcp/load-balancer";
import { StoreError, type StoreErrorCode } from "@haproxy-mcp/map-store";
import { RuntimeApiError, type RuntimeApiErrorCode } from "@haproxy-mcp/runtime-api-client";
import { ValidationError, type ValidationErrorCode } from "@haproxy-mcp/validation";
import type { CallToolResult } from "@modelcontextprotocol/server";
import { AFTER_LOSS } from "../checks/uncertain.js";
import type { Log } from "../program/log.js";

/** What the caller may do next, for each family. A code that is missing here does not compile. */
type Advice<Code extends string> = Readonly<Record<Code, string>>;

const ADVICE: Advice<ValidationErrorCode | LoadBalancerErrorCode> = {
  INVALID_DOMAIN: "Nothing was changed. Correct the name.",
  INVALID_ADDRESS: "Nothing was changed. Correct the address.",
  OUT_OF_RANGE: "Nothing was changed. Correct the value.",
  INVALID_INPUT: "Nothing was changed. Correct the arguments; tools/list has their schema.",
  DOMAIN_EXISTS:
    "Nothing was changed. See haproxy_list_domains, or use haproxy_add_server to add servers to it.",
  DOMAIN_NOT_FOUND: "Nothing was changed. See haproxy_list_domains with include_wildcards.",
  ORPHANED:
    "Call again with replace to discard those servers, or see haproxy_remove_domain, which deletes them.",
  UNCERTAIN:
    "Nothing was changed. An operator must fix the line that the message names; haproxy_health shows the edit.",
  NO_FREE_POOL:
    "Nothing was changed. Wait for as long as the message says, remove a domain, or configure more pools (HAPROXY_POOL_COUNT).",
  NO_FREE_SLOT: "Nothing was changed. Remove a server first.",
  SLOT_TAKEN: "Nothing was changed. Use slot 0 for the first free one, or remove the server first.",
  SLOT_EMPTY: "Nothing was changed. See haproxy_list_servers.",
  SLOT_OUT_OF_RANGE: "Nothing was changed. Use a slot within the range, or 0 for the first free one.",
  INVALID_CURSOR: "List again without a cursor.",
  HAPROXY_UNREACHABLE:
    "Nothing was changed. See haproxy_health; the call may be repeated once HAProxy answers.",
  MAP_NOT_FOUND: "Nothing was changed. Check HAPROXY_MAP_FILE and HAProxy's configuration.",
  MAP_AMBIGUOUS: "Nothing was changed. Set HAPROXY_MAP_ID to the one that routes domains.",
  NOT_APPLIED: "Files and HAProxy are as before.",
  CANCELLED: "Files and HAProxy are as before.",
  OUTCOME_UNKNOWN:
    "The server compares HAProxy with the files as soon as it answers. Look at what is there before trying again.",
  STATE_TOO_SMALL: `An operator must look at domains.map and servers.json first: ${AFTER_LOSS}.`,
};

const STORE_ADVICE: Advice<StoreErrorCode> = {
  LOCKED: "Nothing was changed. Another writer holds the files; the call may be repeated.",
  UNREADABLE: "Nothing was changed. An operator must fix or restore the file; it is never overwritten.",
  UNWRITABLE: "Nothing was changed. An operator must make the file and its folder writable, with space left.",
  CONFLICT: "Nothing was changed. A line or record written by hand has it; choose another name or slot.",
  INVALID_STATE:
    "Nothing was changed. The files can't hold what the message names: correct it where it comes from, such as HAProxy's socket.",
  CANCELLED: "Files and HAProxy are as before.",
  OUTCOME_UNKNOWN:
    "The files may be half changed. See haproxy_list_domains and haproxy_health before trying again.",
};

/** `UNWRITABLE` where a file can't be replaced because it is a mount point (rename(2)). */
const MOUNTED_ADVICE =
  "Nothing was changed. The file is a mount point of its own: an operator must mount its folder instead.";

/** For what HAProxy as a program did. */
const PROGRAM_ADVICE: Advice<HostErrorCode | RuntimeApiErrorCode> = {
  INVALID_SETTING: "Nothing was changed. An operator must correct the server's settings.",
  PROGRAM_MISSING: "Nothing was changed. An operator must install it, or set HAPROXY_HOST_KIND.",
  PROGRAM_FAILED:
    "Nothing was changed. See haproxy_health; an operator can see more with haproxy-mcp doctor.",
  NOT_FOUND:
    "Nothing was changed. An operator must correct HAPROXY_HOST_KIND, HAPROXY_CONTAINER or HAPROXY_UNIT.",
  CONFIG_REFUSED: "HAProxy goes on as it was. Correct haproxy.cfg; haproxy_check_config lists every problem.",
  START_FAILED: "HAProxy does not run. See haproxy_health.",
  RELOAD_FAILED: "The old worker goes on. Mend the cause, and try again.",
  STOP_FAILED: "Processes of HAProxy are left. An operator must end them.",
  CONNECT_FAILED: "Nothing was sent. Is HAProxy running? See haproxy_health.",
  TIMEOUT: "The outcome is unknown. See haproxy_health before trying again.",
  CANCELLED: "The outcome may be unknown. See haproxy_health before trying again.",
  TRUNCATED: "The outcome is unknown. See haproxy_health before trying again.",
  REJECTED: "HAProxy changed nothing.",
  MALFORMED_REPLY: "This HAProxy answers in a form that this server does not know.",
  NOT_CONFIRMED: "Somebody else changed it at the same time. Look, and try again.",
  UNSAFE_ARGUMENT: "Nothing was sent.",
};

const GOES_ON = "HAProxy serves what it served before.";

const CERTIFICATE_ADVICE: Advice<AcmeErrorCode> = {
  NOT_CONFIGURED:
    "Nothing was changed. An operator must correct the settings, such as CF_Token, ACME_SH or HAPROXY_CRT_LIST; docs/certificates.md has them.",
  INVALID_NAMES: "Nothing was changed. Correct the names.",
  CERTIFICATE_NOT_FOUND: "Nothing was changed. See haproxy_list_certs.",
  NOT_DUE: "Nothing was changed. force renews it all the same.",
  DNS_PROVIDER: `${GOES_ON} An operator must look at the token's rights and at Cloudflare; dry_run of haproxy_issue_cert tells whether that helped.`,
  VALIDATION_FAILED: `${GOES_ON} Is the domain's DNS at Cloudflare? ACME_DNS_WAIT may have to be longer.`,
  RATE_LIMITED: `${GOES_ON} Try again after that time, not before.`,
  CA_REFUSED: `${GOES_ON} Trying the same again is of no use.`,
  EAB_REQUIRED: `${GOES_ON} An operator must set ACME_EAB_KID and ACME_EAB_HMAC_KEY.`,
  ACCOUNT_GONE: `${GOES_ON} Try again: a new account is made.`,
  CA_UNREACHABLE: `${GOES_ON} Try again later; ACME_DIRECTORY_URL names the CA.`,
  CA_FAILED: `${GOES_ON} Try again later.`,
  TIMEOUT: `${GOES_ON} Try again; what was begun is gone on with.`,
  LOCKED: `${GOES_ON} Try again when the other is done.`,
  TRANSACTION_OPEN: `${GOES_ON} The certificate is kept, and brought in by the server itself once the other has ended.`,
  CANCELLED: `${GOES_ON} What was begun is gone on with at the next try.`,
  DRIVER_FAILED: `${GOES_ON} The message has the ACME client's own words.`,
  BAD_CERTIFICATE: GOES_ON,
  DEFAULT_CERTIFICATE: `Nothing was changed. Another file must be the first of the folder, such as ${DEFAULT_CERTIFICATE_FILE}.`,
  DEPLOY_FAILED: `${GOES_ON} See haproxy_cert_info; the server tries again by itself every hour.`,
  OUTCOME_UNKNOWN: "See haproxy_cert_info for what HAProxy serves; the server settles it by itself.",
  UNREADABLE: "Nothing was changed. An operator must mend the file.",
  UNWRITABLE: `${GOES_ON} An operator must make the folder writable, with space left.`,
};

/**
 * The one place where an error becomes something that a model reads: the code, the field, what was wrong, and
 * what to do next. No structured content: clients check it against the output schema even on errors.
 */
export function errorResult(error: unknown, log: Log): CallToolResult {
  if (ValidationError.isInstance(error) || LoadBalancerError.isInstance(error)) {
    return failure(error.code, error.message, error.field, ADVICE[error.code]);
  }
  if (StoreError.isInstance(error)) {
    const advice = isMounted(error) ? MOUNTED_ADVICE : STORE_ADVICE[error.code];
    return failure(error.code, error.message, undefined, advice);
  }
  if (RuntimeApiError.isInstance(error) || HostError.isInstance(error))
    return failure(error.code, error.message, undefined, PROGRAM_ADVICE[error.code]);
  if (AcmeError.isInstance(error))
    return failure(error.code, error.message, undefined, CERTIFICATE_ADVICE[error.code]);
  // A bug. Its message stays here: it may hold paths and secrets.
  const id = randomUUID();
  log.error({ err: error, id }, "tool failed");
  return {
    isError: true,
    content: [{ type: "text", text: `INTERNAL: error ${id}. The server's log has the details.` }],
    _meta: { error: { code: "INTERNAL", id } },
  };
}

function isMounted({ code, cause }: StoreError): boolean {
  return code === "UNWRITABLE" && (cause as NodeJS.ErrnoException | undefined)?.code === "EBUSY";
}

function failure(code: string, message: string, field: string | undefined, advice: string): CallToolResult {
  return {
    isError: true,
    content: [{ type: "text", text: `${code}: ${message.replace(/\.$/, "")}. ${advice}` }],
    _meta: { error: { code, field: field || undefined } },
  };
}
