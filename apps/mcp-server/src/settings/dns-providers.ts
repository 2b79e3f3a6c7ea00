import { FILE, HTTPS_URL, type Kind, matching } from "./kinds.js";
import { DNS_SERVER } from "./server-address.js";
import type { SettingReader, Settings } from "./setting.js";

const PROVIDER: Kind<string> = {
  parse: (text) => (/^(?:cloudflare|rfc2136|dns_[a-z0-9_]+)$/.test(text) ? text : undefined),
  allowed: "cloudflare, rfc2136, or the name of a DNS hook of acme.sh such as dns_gd",
};

export const providerSettings = {
  provider: {
    name: "ACME_DNS_PROVIDER",
    fallback: "cloudflare",
    kind: PROVIDER,
    meaning:
      "where records go with `dns-01`: `cloudflare`, `rfc2136` (a DNS server that takes dynamic updates), or a DNS hook of acme.sh by its " +
      "name, such as `dns_gd`",
  },
} satisfies Settings;

export const cloudflareSettings = {
  token: {
    name: "CF_Token",
    kind: matching(/^[\w.-]+$/, "a token of letters, digits and any of _.-"),
    meaning: "Cloudflare's API token; wins over the file",
    isSecret: true,
  },
  credentialsFile: {
    name: "CLOUDFLARE_CREDENTIALS_FILE",
    fallback: "~/.secrets/cloudflare.ini",
    kind: FILE,
    meaning: "file with the line `dns_cloudflare_api_token = TOKEN`, mode 0600",
  },
  apiUrl: {
    name: "CLOUDFLARE_API_URL",
    fallback: "https://api.cloudflare.com/client/v4",
    shownFallback: "Cloudflare's",
    kind: HTTPS_URL,
    meaning: "address of the API, for a gateway in front of it",
  },
} satisfies Settings;

export const rfc2136Settings = {
  server: {
    name: "ACME_RFC2136_SERVER",
    fallback: "localhost",
    kind: DNS_SERVER,
    meaning: "the primary DNS server of the zones, with `ACME_DNS_PROVIDER=rfc2136`",
  },
  keyFile: {
    name: "ACME_RFC2136_KEY_FILE",
    fallback: "/opt/haproxy/conf/rfc2136.key",
    kind: FILE,
    meaning:
      "its key for updates (TSIG, hmac-sha256 or hmac-sha512), a file as `tsig-keygen` prints it, mode 0600",
    see: "certificates.md",
  },
} satisfies Settings;

/** Settings of all DNS providers, so that each is known, whichever is chosen. */
export type DnsSettings = ReturnType<typeof readDnsSettings>;

/** A new provider is added here: its name, its settings, and its access in `createDnsAccess`. */
export function readDnsSettings(reader: SettingReader) {
  const { provider } = reader.read(providerSettings);
  return {
    provider,
    /** What a hook of acme.sh may need: all variables that are not this server's. */
    hookVariables: isHook(provider) ? withoutOwn(reader.environment) : {},
    cloudflare: reader.read(cloudflareSettings),
    rfc2136: reader.read(rfc2136Settings),
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether only acme.sh knows the provider. */
export function isHook(provider: string | undefined): boolean {
  return provider?.startsWith("dns_") === true;
}

/** The settings of this server are not for hooks. */
function withoutOwn(environment: Environment): Environment {
  const own = /^(?:ACME|HAPROXY|LOG|MCP)_/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name)));
}
