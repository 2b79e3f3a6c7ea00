import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:tls";
import { throwIfCancelled } from "../errors.js";

const LIMIT_MS = 5_000;
/** HAProxy prefers ECDSA for clients that support it, so other kinds of key are only served to those that don't. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  RSA: "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512",
  Ed25519: "ed25519",
};

/** HAProxy has no certificate for the name and this kind of key. */
const REFUSED = "refused";

/** Where HAProxy accepts TLS: an IP address or a host name, and a port from 1 to 65535. */
export interface TlsAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * The certificate served for a name, by a TLS handshake (RFC 6066 section 3). It is read, not verified.
 *
 * @param keyKind what the client supports, such as `RSA`; default: everything
 * @returns its SHA-256 fingerprint, upper case hexadecimal with no colons, or {@link REFUSED}; `undefined` if no TLS server responds
 */
export async function servedFingerprint(
  { host, port }: TlsAddress,
  serverName: string,
  signal: AbortSignal | undefined,
  keyKind = "",
): Promise<string | undefined> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const sigalgs = ALGORITHMS[keyKind];
  const socket = connect({
    host,
    port,
    servername: serverName,
    rejectUnauthorized: false,
    ...(sigalgs === undefined ? {} : { sigalgs }),
  });
  try {
    await once(socket, "secureConnect", {
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const der = socket.getPeerCertificate().raw;
    return new X509Certificate(der).fingerprint256.replaceAll(":", "");
  } catch (error) {
    throwIfCancelled(signal);
    return /_ALERT_/.test((error as NodeJS.ErrnoException).code ?? "") ? REFUSED : undefined;
  } finally {
    socket.destroy();
  }
}

/** A host name that the certificate covers. */
export function probeName(name: string): string {
  return name.replace(/^\*/, "haproxy-mcp-probe");
}
