import { homedir } from "node:os";
import { join } from "node:path";
import { isHook, readDnsSettings } from "./dns-providers.js";
import { FILE, HTTPS_URL, type Kind, NAME, oneOf, type SettingReader, wholeNumber } from "./setting.js";

const GOOGLE_TRUST_SERVICES = "https://dv.acme-v02.api.pki.goog/directory";

/** How certificates are issued and renewed. */
export type AcmeConfig = ReturnType<typeof readAcmeConfig>;

export function readAcmeConfig(reader: SettingReader) {
  const home = reader.read("ACME_HOME", join(homedir(), ".acme.sh"), FILE);
  const config = {
    driver: reader.read("ACME_DRIVER", "auto", oneOf(["auto", "acme.sh", "embedded"])),
    /** The home of acme.sh, and its program. */
    home,
    program: reader.read("ACME_SH", join(home ?? "/", "acme.sh"), FILE),
    /** Our own accounts, certificates and notes. */
    dataDir: reader.read("ACME_DATA_DIR", "/opt/haproxy/acme", FILE),
    directoryUrl: reader.read("ACME_DIRECTORY_URL", GOOGLE_TRUST_SERVICES, HTTPS_URL),
    externalAccount: readExternalAccount(reader),
    email: reader.optional("ACME_EMAIL", EMAIL),
    profile: reader.optional("ACME_PROFILE", NAME),
    /** Trusted for the CA's server, besides the system's certificates. */
    caFile: reader.optional("ACME_CA_FILE", FILE),
    dnsWaitMs: reader.read("ACME_DNS_WAIT", "20", wholeNumber(0, 600, "0 to 600 seconds")) * 1_000,
    autoRenew: reader.read("ACME_AUTO_RENEW", "on", oneOf(["on", "off"], "on or off")) === "on",
    /** How control of names is proven. */
    challenge: reader.read("ACME_CHALLENGE", "dns-01", oneOf(["dns-01", "http-01"])),
    preferredChain: reader.optional("ACME_PREFERRED_CHAIN", COMMON_NAME),
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

/** Both or neither. acme.sh keeps them in a shell file, so no character with a meaning there is accepted. */
function readExternalAccount(reader: SettingReader): { kid: string; hmacKey: string } | undefined {
  const kid = reader.secret("ACME_EAB_KID", /^[\w.@-]+$/, "letters, digits and any of _.@-");
  const hmacKey = reader.secret("ACME_EAB_HMAC_KEY", /^[\w-]+=*$/, "base64url");
  if (kid !== undefined && hmacKey !== undefined) return { kid, hmacKey };
  if (kid !== undefined) reader.problems.push("ACME_EAB_KID is set, but ACME_EAB_HMAC_KEY is not");
  if (hmacKey !== undefined) reader.problems.push("ACME_EAB_HMAC_KEY is set, but ACME_EAB_KID is not");
  return undefined;
}

/** Not an option of the program that gets it. */
const COMMON_NAME: Kind<string> = {
  parse: (text) => (/^[\p{L}\p{N}][\p{L}\p{N} .,()&:/_-]{0,63}$/u.test(text) ? text : undefined),
  allowed: "the common name of a certificate such as ISRG Root X1",
};

const EMAIL: Kind<string> = {
  parse: (text) => (/^[\w.+-]+@[\w.-]+$/.test(text) ? text : undefined),
  allowed: "an e-mail address",
};
