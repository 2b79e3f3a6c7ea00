import { homedir } from "node:os";
import { join } from "node:path";
import { DNS_SERVER } from "./server-address.js";
import { FILE, HTTPS_URL, type Kind, type SettingReader } from "./setting.js";

/** Settings of all DNS providers, so that each is known, whichever is chosen. */
export type DnsSettings = ReturnType<typeof readDnsSettings>;

/** A new provider is added here: its name, its settings, and its access in `createDnsAccess`. */
export function readDnsSettings(reader: SettingReader) {
  const provider = reader.read("ACME_DNS_PROVIDER", "cloudflare", PROVIDER);
  return {
    provider,
    /** What a hook of acme.sh may need: all variables that are not this server's. */
    hookVariables: isHook(provider) ? withoutOwn(reader.environment) : {},
    cloudflare: {
      credentialsFile: reader.read(
        "CLOUDFLARE_CREDENTIALS_FILE",
        join(homedir(), ".secrets/cloudflare.ini"),
        FILE,
      ),
      token: reader.secret("CF_Token", /^[\w.-]+$/, "a token of letters, digits and any of _.-"),
      apiUrl: reader.read("CLOUDFLARE_API_URL", "https://api.cloudflare.com/client/v4", HTTPS_URL),
    },
    rfc2136: {
      server: reader.read("ACME_RFC2136_SERVER", "localhost", DNS_SERVER),
      keyFile: reader.read("ACME_RFC2136_KEY_FILE", "/opt/haproxy/conf/rfc2136.key", FILE),
    },
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

const PROVIDER: Kind<string> = {
  parse: (text) => (/^(?:cloudflare|rfc2136|dns_[a-z0-9_]+)$/.test(text) ? text : undefined),
  allowed: "cloudflare, rfc2136, or the name of a DNS hook of acme.sh such as dns_gd",
};
