import { join } from "node:path";
import { acmeSettings, acmeShSettings, externalAccountSettings } from "./acme-settings.js";
import { isHook, readDnsSettings } from "./dns-providers.js";
import type { SettingReader } from "./setting.js";

/** How certificates are issued and renewed. */
export type AcmeConfig = ReturnType<typeof readAcmeConfig>;

export function readAcmeConfig(reader: SettingReader) {
  const { dnsWaitSec, ...settings } = reader.read(acmeSettings);
  const { home, program = join(home ?? "/", "acme.sh") } = reader.read(acmeShSettings);
  const config = {
    ...settings,
    /** The home of acme.sh, and its program. */
    home,
    program,
    externalAccount: readExternalAccount(reader),
    dnsWaitMs: dnsWaitSec * 1_000,
    dns: readDnsSettings(reader),
  };
  const { driver, challenge, dns } = config;
  if (driver === "acme.sh" && challenge === "http-01")
    reader.problems.push(
      "ACME_CHALLENGE is http-01, which acme.sh can't use here; set ACME_DRIVER to embedded",
    );
  if (driver === "embedded" && challenge === "dns-01" && isHook(dns.provider))
    reader.problems.push(
      `ACME_DNS_PROVIDER is ${dns.provider}, a hook of acme.sh, but ACME_DRIVER is embedded; set it to acme.sh`,
    );
  return config;
}

function readExternalAccount(reader: SettingReader): { kid: string; hmacKey: string } | undefined {
  const { kid, hmacKey } = reader.read(externalAccountSettings);
  if (kid !== undefined && hmacKey !== undefined) return { kid, hmacKey };
  if (kid !== undefined) reader.problems.push("ACME_EAB_KID is set, but ACME_EAB_HMAC_KEY is not");
  if (hmacKey !== undefined) reader.problems.push("ACME_EAB_HMAC_KEY is set, but ACME_EAB_KID is not");
  return undefined;
}
