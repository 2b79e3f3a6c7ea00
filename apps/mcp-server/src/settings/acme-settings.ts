import { FILE, HTTPS_URL, type Kind, matching, NAME, ON_OFF, oneOf, wholeNumber } from "./kinds.js";
import type { Settings } from "./setting.js";

/** Not an option of the program that gets it. */
const COMMON_NAME: Kind<string> = {
  parse: (text) => (/^[\p{L}\p{N}][\p{L}\p{N} .,()&:/_-]{0,63}$/u.test(text) ? text : undefined),
  allowed: "the common name of a certificate such as ISRG Root X1",
};

const EMAIL: Kind<string> = {
  parse: (text) => (/^[\w.+-]+@[\w.-]+$/.test(text) ? text : undefined),
  allowed: "an e-mail address",
};

/** How certificates are issued and renewed. */
export const acmeSettings = {
  driver: {
    name: "ACME_DRIVER",
    fallback: "auto",
    kind: oneOf(["auto", "acme.sh", "embedded"]),
    meaning:
      "what issues new certificates: `acme.sh`, `embedded` (in this process), or `auto`: acme.sh if it is installed, this process with " +
      "`http-01` and `rfc2136`. Each certificate is renewed by what issued it",
  },
  /** How control of names is proven. */
  challenge: {
    name: "ACME_CHALLENGE",
    fallback: "dns-01",
    kind: oneOf(["dns-01", "http-01"]),
    meaning:
      "how control of a domain is proven: `dns-01` by a DNS record, or `http-01` by HAProxy on port 80, which needs no DNS provider and has " +
      "no wildcards",
  },
  directoryUrl: {
    name: "ACME_DIRECTORY_URL",
    fallback: "https://dv.acme-v02.api.pki.goog/directory",
    shownFallback: "Google Trust Services",
    kind: HTTPS_URL,
    meaning: "the CA: the address of its ACME directory",
    see: "certificates.md",
  },
  email: { name: "ACME_EMAIL", kind: EMAIL, meaning: "address that the CA may write to" },
  profile: {
    name: "ACME_PROFILE",
    kind: NAME,
    meaning: "kind of certificate, where the CA offers several, such as `shortlived`",
  },
  preferredChain: {
    name: "ACME_PREFERRED_CHAIN",
    kind: COMMON_NAME,
    meaning:
      "common name of the issuer of the topmost certificate, such as `ISRG Root X1`, where the CA offers several chains",
  },
  /** Trusted for the CA's server, besides the system's certificates. */
  caFile: {
    name: "ACME_CA_FILE",
    kind: FILE,
    meaning: "PEM file of the certificate to trust the CA's server by, for a CA of your own",
  },
  dnsWaitSec: {
    name: "ACME_DNS_WAIT",
    fallback: "20",
    kind: wholeNumber(0, 600, "0 to 600 seconds"),
    meaning: "seconds to wait after publishing a validation record before the CA checks it",
  },
  autoRenew: {
    name: "ACME_AUTO_RENEW",
    fallback: "on",
    kind: ON_OFF,
    meaning: "`off`: renews only when a tool is called; what was issued is still deployed",
  },
  /** Our own accounts, certificates and notes. */
  dataDir: {
    name: "ACME_DATA_DIR",
    fallback: "/opt/haproxy/acme",
    kind: FILE,
    meaning: "accounts, certificates and notes of the server, readable by their owner only",
  },
} satisfies Settings;

/** Both or neither. acme.sh keeps them in a shell file, so no character with a meaning there is accepted. */
export const externalAccountSettings = {
  kid: {
    name: "ACME_EAB_KID",
    kind: matching(/^[\w.@-]+$/, "letters, digits and any of _.@-"),
    meaning:
      "key id from the CA for an external account binding; Google Trust Services and ZeroSSL require one",
    isSecret: true,
  },
  hmacKey: {
    name: "ACME_EAB_HMAC_KEY",
    kind: matching(/^[\w-]+=*$/, "base64url"),
    meaning: "its key, base64url",
    isSecret: true,
  },
} satisfies Settings;

export const acmeShSettings = {
  home: { name: "ACME_HOME", fallback: "~/.acme.sh", kind: FILE, meaning: "acme.sh's home" },
  program: {
    name: "ACME_SH",
    shownFallback: "`acme.sh` in `ACME_HOME`",
    kind: FILE,
    meaning: "acme.sh itself, 3.1 or later; Debian's is `/usr/bin/acme.sh`",
  },
} satisfies Settings;
