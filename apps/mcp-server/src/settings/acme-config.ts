import { homedir } from "node:os";
import { join } from "node:path";
import { FILE, type Kind, NAME, oneOf, type SettingReader, wholeNumber } from "./setting.js";

const GOOGLE_TRUST_SERVICES = "https://dv.acme-v02.api.pki.goog/directory";

/** How certificates are issued and renewed. */
export type AcmeConfig = ReturnType<typeof readAcmeConfig>;

export function readAcmeConfig(reader: SettingReader) {
  const home = reader.read("ACME_HOME", join(homedir(), ".acme.sh"), FILE);
  const credentialsFile = join(homedir(), ".secrets/cloudflare.ini");
  return {
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
    cloudflare: {
      credentialsFile: reader.read("CLOUDFLARE_CREDENTIALS_FILE", credentialsFile, FILE),
      token: reader.secret("CF_Token", /^[\w.-]+$/, "a token of letters, digits and any of _.-"),
      apiUrl: reader.read("CLOUDFLARE_API_URL", "https://api.cloudflare.com/client/v4", HTTPS_URL),
    },
  };
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

const HTTPS_URL: Kind<string> = {
  parse: (text) =>
    URL.canParse(text) && text.startsWith("https://") && !/['"\\\s$`]/.test(text)
      ? text.replace(/\/$/, "")
      : undefined,
  allowed: "an address that begins with https://",
};

const EMAIL: Kind<string> = {
  parse: (text) => (/^[\w.+-]+@[\w.-]+$/.test(text) ? text : undefined),
  allowed: "an e-mail address",
};
