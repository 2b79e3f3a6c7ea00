import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../output-of.mjs";

/** Of a CA that is installed below /usr/local. */
const PLACE = "/usr/local/test-ca";

/** The settings of haproxy-mcp for it, as docs/certificates.md has them for a CA of one's own. */
export const SETTINGS = {
  ACME_CHALLENGE: "http-01",
  ACME_DIRECTORY_URL: "https://localhost:14000/dir",
  ACME_CA_FILE: `${PLACE}/cert.pem`,
};
/** Where it shows the root of the certificates that it issues. */
export const ROOT_URL = "https://localhost:15000/roots/0";

/** Commands that start it, and a DNS server by which all names lead to 127.0.0.1. */
export const START = [
  [
    "/usr/bin/pebble-challtestsrv",
    ...["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", "127.0.0.1:8053"],
    ...["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", "127.0.0.1:8055"],
  ],
  ["/usr/bin/pebble", "-config", `${PLACE}/pebble.json`, "-dnsserver", "127.0.0.1:8053", "-strict=false"],
];

/**
 * Pebble's configuration, and the certificate of its server.
 *
 * @param {string} local the machine's /usr/local
 */
export async function installTestCa(local) {
  const folder = join(local, "test-ca");
  mkdirSync(folder);
  await outputOf("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
    ...["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")],
  ]);
  const pebble = {
    listenAddress: "127.0.0.1:14000",
    managementListenAddress: "127.0.0.1:15000",
    certificate: `${PLACE}/cert.pem`,
    privateKey: `${PLACE}/key.pem`,
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: "",
    externalAccountBindingRequired: false,
  };
  writeFileSync(join(folder, "pebble.json"), JSON.stringify({ pebble }));
}
