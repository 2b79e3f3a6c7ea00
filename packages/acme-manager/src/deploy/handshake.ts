import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:tls";
import { throwIfCancelled } from "../errors.js";

const LIMIT_MS = 5_000;

export interface TlsAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * The certificate served for a name, by a TLS handshake (RFC 6066 section 3). It is read, not verified.
 *
 * @returns its SHA-256 fingerprint, upper case hexadecimal with no colons; `undefined` if the handshake fails
 */
export async function servedFingerprint(
  { host, port }: TlsAddress,
  serverName: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const socket = connect({ host, port, servername: serverName, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect", {
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const der = socket.getPeerCertificate().raw;
    return new X509Certificate(der).fingerprint256.replaceAll(":", "");
  } catch {
    throwIfCancelled(signal);
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** A host name that the certificate covers. */
export function probeName(name: string): string {
  return name.replace(/^\*/, "haproxy-mcp-probe");
}
