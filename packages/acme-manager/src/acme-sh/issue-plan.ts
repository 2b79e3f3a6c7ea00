import type { DnsProvider } from "../dns/dns-provider.js";
import type { IssueRequest } from "../driver.js";
import { AcmeError } from "../errors.js";

/** What new certificates are issued with. */
export interface IssueDefaults {
  readonly directoryUrl: string;
  readonly hook: string;
  readonly dns: DnsProvider | undefined;
  readonly dnsWaitMs: number;
  readonly profile: string | undefined;
  readonly preferredChain: string | undefined;
}

/** One run of `acme.sh --issue`. */
export interface IssuePlan {
  readonly directoryUrl: string;
  /** All but names and CA. */
  readonly args: readonly string[];
  /** Whether the run uses the hook of new certificates, and so needs its credentials. */
  readonly usesHook: boolean;
  /** Publishes to the zones of these names, and so can be checked; absent when acme.sh publishes elsewhere. */
  readonly dns: DnsProvider | undefined;
  readonly dnsWaitMs: number;
}

/** Options of `--issue` that acme.sh keeps with a certificate, and would forget without them. */
const KEPT: readonly (readonly [name: string, option: string])[] = [
  ["Le_LocalAddress", "--local-address"],
  ["Le_HTTPPort", "--httpport"],
  ["Le_TLSPort", "--tlsport"],
  ["Le_RenewalDays", "--days"],
  ["Le_Preferred_Chain", "--preferred-chain"],
  ["Le_Certificate_Profile", "--cert-profile"],
  ["Le_Valid_From", "--valid-from"],
  ["Le_Valid_To", "--valid-to"],
  ["Le_ExtKeyUse", "--extended-key-usage"],
];
/** Without a wait, acme.sh asks public DNS servers itself until they have the records (`_check_dns_entries`). */
const OWN_CHECK_MS = 1_200_000;
const NONE = { profile: undefined, preferredChain: undefined };
/** The same, without a value. */
const KEPT_FLAGS: readonly (readonly [name: string, option: string])[] = [
  ["Le_OCSP_Staple", "--ocsp"],
  ["Le_ForceNewDomainKey", "--always-force-new-domain-key"],
  ["Le_Listen_V4", "--listen-v4"],
  ["Le_Listen_V6", "--listen-v6"],
];

/**
 * How to run acme.sh for a certificate: as it was issued, if acme.sh has it already, else by the defaults.
 *
 * @throws AcmeError `NOT_CONFIGURED` for one that can't be renewed without a person or a command of the operator
 */
export function planIssue(
  { names, keyType }: IssueRequest,
  known: { readonly conf: ReadonlyMap<string, string> } | undefined,
  defaults: IssueDefaults,
): IssuePlan {
  const conf = known?.conf ?? new Map<string, string>();
  const stored = (name: string) => conf.get(name) || undefined;
  const directoryUrl = stored("Le_API") ?? defaults.directoryUrl;
  const methods = listOf(stored("Le_Webroot") ?? defaults.hook);
  const why = whyNotRenewable(names[0], conf);
  if (why !== undefined) throw new AcmeError("NOT_CONFIGURED", why);
  const usesHook = methods.includes(defaults.hook);
  const isOurs = methods.every((method) => method === defaults.hook);
  const aliases = listOf(stored("Le_ChallengeAlias") ?? "");
  const storedWaitMs = Number(stored("Le_DNSSleep") ?? Number.NaN) * 1_000;
  const foreignWaitMs = Number.isNaN(storedWaitMs) ? undefined : storedWaitMs;
  const waitMs = isOurs ? defaults.dnsWaitMs : foreignWaitMs;
  // a profile and a chain are those of one CA
  const isOurCa = directoryUrl === defaults.directoryUrl;
  const { profile, preferredChain } = isOurCa ? defaults : NONE;
  const settings = new Map([
    ["--cert-profile", profile],
    ["--preferred-chain", preferredChain],
  ]);
  const kept = KEPT.flatMap(([name, option]) => {
    const setting = settings.get(option);
    const value = isOurs && isOurCa && settings.has(option) ? setting : (stored(name) ?? setting);
    return value === undefined ? [] : [option, value];
  });
  return {
    directoryUrl,
    args: [
      ...methods.flatMap(validationArgs),
      ...aliases.flatMap(aliasArgs),
      ...(waitMs === undefined ? [] : ["--dnssleep", String(Math.round(waitMs / 1_000))]),
      ...["--keylength", stored("Le_Keylength") ?? (keyType === "ec-256" ? "ec-256" : "2048")],
      ...kept,
      ...KEPT_FLAGS.flatMap(([name, option]) => (stored(name) === "1" ? [option] : [])),
    ],
    usesHook,
    dns: isOurs && aliases.length === 0 ? defaults.dns : undefined,
    dnsWaitMs: waitMs ?? OWN_CHECK_MS,
  };
}

/** One for each name, in order; the last is for all further names. */
function listOf(value: string): readonly string[] {
  return value.split(",").filter((part) => part !== "");
}

/** `Le_Webroot` as the option that it was made from. */
function validationArgs(method: string): readonly string[] {
  if (method === "no") return ["--standalone"];
  if (method === "dns_persist") return ["--dns-persist"];
  if (["alpn", "stateless", "apache"].includes(method)) return [`--${method}`];
  if (method.startsWith("nginx:")) return ["--nginx", method.slice("nginx:".length)].filter(Boolean);
  return [/^dns_\w+$/.test(method) ? "--dns" : "--webroot", method];
}

function aliasArgs(alias: string): readonly string[] {
  return alias.startsWith("=") ? ["--domain-alias", alias.slice(1)] : ["--challenge-alias", alias];
}

/** Why a certificate can't be renewed as it was issued without a person or a command of the operator; `undefined` if it can. */
export function whyNotRenewable(name: string, conf: ReadonlyMap<string, string>): string | undefined {
  const methods = listOf(conf.get("Le_Webroot") ?? "");
  const how = methods.includes("dns")
    ? "in DNS manual mode, where a person adds the records"
    : methods.some((method) => ["no", "alpn"].includes(method)) && conf.get("Le_PreHook")
      ? "with a pre-hook that frees its port, and hooks are not run here"
      : undefined;
  if (how === undefined) return undefined;
  return `acme.sh issued the certificate for ${name} ${how}; renew it with acme.sh itself, or delete it and issue it again`;
}
