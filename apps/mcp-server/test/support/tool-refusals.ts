import type { AcmeErrorCode } from "@haproxy-mcp/acme-manager";
import type { HostErrorCode } from "@haproxy-mcp/haproxy-host";
import type { LoadBalancerErrorCode } from "@haproxy-mcp/load-balancer";
import type { HistoryErrorCode } from "../../src/history/history-error.js";

type Code =
  | LoadBalancerErrorCode
  | AcmeErrorCode
  | HostErrorCode
  | HistoryErrorCode
  | "NOT_ALLOWED"
  | "SERVED_ELSEWHERE";

const DOMAIN: readonly Code[] = ["DOMAIN_NOT_FOUND", "UNCERTAIN"];
const SLOT: readonly Code[] = [...DOMAIN, "SLOT_EMPTY", "SLOT_OUT_OF_RANGE"];
const GIVEN_SLOT: readonly Code[] = ["SLOT_TAKEN", "SLOT_OUT_OF_RANGE", "REFUSED_SERVER"];
const FREE_SLOT: readonly Code[] = ["NO_FREE_SLOT", ...GIVEN_SLOT];
const FREE_NAME: readonly Code[] = ["DOMAIN_EXISTS", "ORPHANED", "NO_FREE_POOL", "SERVED_ELSEWHERE"];
const LOST: readonly Code[] = ["STATE_TOO_SMALL"];
const CERTIFICATE: readonly Code[] = ["CERTIFICATE_NOT_FOUND"];
const DEPLOYMENT: readonly Code[] = [
  "NOT_CONFIGURED",
  "LOCKED",
  "TRANSACTION_OPEN",
  "NAME_CONFLICT",
  "BAD_CERTIFICATE",
  "DEPLOY_FAILED",
];
const ORDER: readonly Code[] = [
  "NOT_DUE",
  "DNS_PROVIDER",
  "HTTP_RESPONDER",
  "VALIDATION_FAILED",
  "RATE_LIMITED",
  "CA_REFUSED",
  "CA_UNREACHABLE",
  "CA_FAILED",
  "EAB_REQUIRED",
  "ACCOUNT_GONE",
  "DRIVER_FAILED",
  "TIMEOUT",
  ...DEPLOYMENT,
];

/** What a tool refuses besides what every tool does: {@link EVERYWHERE}. */
export const REFUSALS: Readonly<Record<string, readonly Code[]>> = {
  haproxy_add_domain: [...FREE_NAME, ...DOMAIN, "ALIAS_WITH_SERVERS", ...FREE_SLOT],
  haproxy_remove_domain: DOMAIN,
  haproxy_set_domain_state: DOMAIN,
  haproxy_list_servers: DOMAIN,
  haproxy_add_server: [...DOMAIN, ...FREE_SLOT],
  haproxy_add_servers: [...DOMAIN, ...FREE_SLOT],
  haproxy_remove_server: SLOT,
  haproxy_set_server_state: SLOT,
  haproxy_set_server_weight: SLOT,
  haproxy_wait_drain: SLOT,
  haproxy_domain_health: DOMAIN,
  haproxy_stats: DOMAIN,
  haproxy_reload: [
    "CONFIG_REFUSED",
    "RELOAD_FAILED",
    "NOT_FOUND",
    "PROGRAM_MISSING",
    "PROGRAM_FAILED",
    ...LOST,
  ],
  haproxy_check_config: ["NOT_FOUND", "PROGRAM_MISSING", "PROGRAM_FAILED"],
  haproxy_save_state: LOST,
  haproxy_restore_state: LOST,
  haproxy_cert_info: CERTIFICATE,
  haproxy_issue_cert: ["INVALID_NAMES", ...ORDER],
  haproxy_renew_cert: [...CERTIFICATE, ...ORDER],
  haproxy_renew_all_certs: ["RATE_LIMITED", "LOCKED"],
  haproxy_delete_cert: [...CERTIFICATE, "DEFAULT_CERTIFICATE", ...DEPLOYMENT],
  haproxy_replace_servers: [...SLOT, "NO_FREE_SLOT", "REFUSED_SERVER", "NOT_HEALTHY"],
  haproxy_wait_healthy: SLOT,
  haproxy_set_servers_state: DOMAIN,
  haproxy_undo: [
    "CHANGE_NOT_FOUND",
    "NOT_UNDOABLE",
    "CHANGED_SINCE",
    "UNCERTAIN",
    "DOMAIN_EXISTS",
    "ORPHANED",
    "NO_FREE_POOL",
    ...GIVEN_SLOT,
  ],
  haproxy_import: [...FREE_NAME, "UNCERTAIN", ...GIVEN_SLOT],
};

/** What any tool may refuse: its arguments, the caller, and what it needs and does not get. */
export const EVERYWHERE: ReadonlySet<string> = new Set([
  "INVALID_INPUT",
  "INVALID_DOMAIN",
  "INVALID_ADDRESS",
  "INVALID_CURSOR",
  "OUT_OF_RANGE",
  "NOT_ALLOWED",
  "HAPROXY_UNREACHABLE",
  "UNREADABLE",
  "CANCELLED",
]);
