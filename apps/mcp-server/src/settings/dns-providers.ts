import { homedir } from "node:os";
import { join } from "node:path";
import {
  cloudflareToken,
  createCloudflareProvider,
  createRfc2136Provider,
  type DnsProvider,
  hookEnvironment,
  readTsigKey,
} from "@haproxy-mcp/acme-manager";
import { DNS_SERVER } from "./server-address.js";
import { FILE, HTTPS_URL, type Kind, type SettingReader } from "./setting.js";

/** Where validation records go, for each ACME client. */
export interface DnsAccess {
  /** For the client in process; absent for a provider that only acme.sh knows. */
  readonly dns: DnsProvider | undefined;
  /** acme.sh's hook for it, and what that needs in its environment. */
  readonly hook: string;
  readonly hookEnvironment: () => Promise<Readonly<Record<string, string>>>;
}

/** Settings of all DNS providers, so that each is known, whichever is chosen. */
export type DnsSettings = ReturnType<typeof readDnsSettings>;

/** A new provider is added here: its name, its settings, and its access in {@link createDnsAccess}. */
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

export interface AcmeSh {
  readonly program: string;
  readonly home: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether only acme.sh knows the provider. */
export function isHook(provider: string | undefined): boolean {
  return provider?.startsWith("dns_") === true;
}

export function createDnsAccess(settings: DnsSettings, acmeSh: AcmeSh): DnsAccess {
  const { provider, hookVariables, cloudflare, rfc2136 } = settings;
  if (provider === "cloudflare") {
    const { apiUrl, token: fromEnvironment, credentialsFile: file } = cloudflare;
    const token = () => cloudflareToken({ fromEnvironment, file });
    return {
      dns: createCloudflareProvider({ token, apiUrl }),
      hook: "dns_cf",
      hookEnvironment: async () => ({ CF_Token: await token() }),
    };
  }
  if (provider === "rfc2136") {
    const { server, keyFile } = rfc2136;
    return {
      dns: createRfc2136Provider({ server, key: () => readTsigKey(keyFile) }),
      hook: "dns_nsupdate",
      hookEnvironment: async () => ({
        NSUPDATE_SERVER: server.host,
        NSUPDATE_SERVER_PORT: String(server.port),
        NSUPDATE_KEY: keyFile,
      }),
    };
  }
  return {
    dns: undefined,
    hook: provider,
    hookEnvironment: () => hookEnvironment({ ...acmeSh, hook: provider, environment: hookVariables }),
  };
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
