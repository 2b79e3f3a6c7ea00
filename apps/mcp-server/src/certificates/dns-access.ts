import {
  cloudflareToken,
  createCloudflareProvider,
  createRfc2136Provider,
  type DnsProvider,
  hookEnvironment,
  readTsigKey,
} from "@haproxy-mcp/acme-manager";
import type { DnsSettings } from "../settings/dns-providers.js";

/** Where validation records go, for each ACME client. */
interface DnsAccess {
  /** For the client in process; absent for a provider that only acme.sh knows. */
  readonly dns: DnsProvider | undefined;
  /** acme.sh's hook for it, and what that needs in its environment. */
  readonly hook: string;
  readonly hookEnvironment: () => Promise<Readonly<Record<string, string>>>;
}

interface AcmeSh {
  readonly program: string;
  readonly home: string;
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
