import { homedir } from "node:os";
import { join } from "node:path";
import { absolutePath, FILE, NAME, oneOf, plainName, type SettingReader, wholeNumber } from "./setting.js";

const DRIVERS = ["auto", "acme.sh", "embedded"] as const;
const GOOGLE_TRUST_SERVICES = "https://dv.acme-v02.api.pki.goog/directory";
const MOST_DNS_WAIT_S = 600;

/** How certificates are issued and renewed. */
export interface AcmeConfig {
  readonly driver: (typeof DRIVERS)[number];
  /** acme.sh's home. */
  readonly home: string;
  /** acme.sh itself. */
  readonly program: string;
  /** Our own accounts, certificates and notes. */
  readonly dataDir: string;
  readonly directoryUrl: string;
  readonly externalAccount: { readonly kid: string; readonly hmacKey: string } | undefined;
  readonly email: string | undefined;
  readonly profile: string | undefined;
  /** To trust the CA's own server by, besides the system's. */
  readonly caFile: string | undefined;
  readonly dnsWaitMs: number;
  readonly autoRenew: boolean;
  readonly cloudflare: {
    readonly credentialsFile: string;
    readonly token: string | undefined;
    readonly apiUrl: string;
  };
}

export function readAcmeConfig(reader: SettingReader): AcmeConfig {
  const home = reader.read("ACME_HOME", join(homedir(), ".acme.sh"), absolutePath, FILE);
  return {
    driver: reader.read("ACME_DRIVER", "auto", oneOf(DRIVERS), `one of ${DRIVERS.join(", ")}`),
    home,
    program: reader.read("ACME_SH", join(home ?? "/", "acme.sh"), absolutePath, FILE),
    dataDir: reader.read("ACME_DATA_DIR", "/opt/haproxy/acme", absolutePath, FILE),
    directoryUrl: reader.read("ACME_DIRECTORY_URL", GOOGLE_TRUST_SERVICES, httpsUrl, URL_OF_HTTPS),
    externalAccount: readExternalAccount(reader),
    email: reader.optional("ACME_EMAIL", email, "an e-mail address"),
    profile: reader.optional("ACME_PROFILE", plainName, NAME),
    caFile: reader.optional("ACME_CA_FILE", absolutePath, FILE),
    dnsWaitMs:
      reader.read("ACME_DNS_WAIT", "20", wholeNumber(0, MOST_DNS_WAIT_S), `0 to ${MOST_DNS_WAIT_S} seconds`) *
      1_000,
    autoRenew: reader.read("ACME_AUTO_RENEW", "on", oneOf(["on", "off"]), "on or off") === "on",
    cloudflare: {
      credentialsFile: reader.read(
        "CLOUDFLARE_CREDENTIALS_FILE",
        join(homedir(), ".secrets/cloudflare.ini"),
        absolutePath,
        FILE,
      ),
      token: reader.secret("CF_Token", /^[\w.-]+$/, "a token of letters, digits and any of _.-"),
      apiUrl: reader.read(
        "CLOUDFLARE_API_URL",
        "https://api.cloudflare.com/client/v4",
        httpsUrl,
        URL_OF_HTTPS,
      ),
    },
  };
}

/** Both, or neither. acme.sh keeps them in a file of shell: nothing that means something there gets through. */
function readExternalAccount(reader: SettingReader): AcmeConfig["externalAccount"] {
  const kid = reader.secret("ACME_EAB_KID", /^[\w.@-]+$/, "letters, digits and any of _.@-");
  const hmacKey = reader.secret("ACME_EAB_HMAC_KEY", /^[\w-]+=*$/, "base64url");
  if (kid !== undefined && hmacKey !== undefined) return { kid, hmacKey };
  if (kid !== undefined) reader.problems.push("ACME_EAB_KID is set, and ACME_EAB_HMAC_KEY is not");
  if (hmacKey !== undefined) reader.problems.push("ACME_EAB_HMAC_KEY is set, and ACME_EAB_KID is not");
  return undefined;
}

const URL_OF_HTTPS = "an address that begins with https://";

function httpsUrl(text: string): string | undefined {
  return URL.canParse(text) && text.startsWith("https://") && !/['"\\\s$`]/.test(text)
    ? text.replace(/\/$/, "")
    : undefined;
}

function email(text: string): string | undefined {
  return /^[\w.+-]+@[\w.-]+$/.test(text) ? text : undefined;
}
