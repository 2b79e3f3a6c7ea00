import { createPrivateKey, X509Certificate } from "node:crypto";
import { unsafe } from "../arguments.js";
import type { ExecuteOptions, RuntimeApiClient } from "../client.js";
import { unwrap } from "../command-result.js";
import { abortSslCert } from "../commands/certificates/abort-ssl-cert.js";
import { commitSslCert } from "../commands/certificates/commit-ssl-cert.js";
import { setSslCert } from "../commands/certificates/set-ssl-cert.js";
import { type SslCert, showSslCert } from "../commands/certificates/show-ssl-cert.js";
import { showSslCerts } from "../commands/certificates/show-ssl-certs.js";
import { CommandRejectedError, RuntimeApiError } from "../errors.js";

/**
 * Replaces a certificate that HAProxy holds, in one transaction, and reads it back: connections from then on get the new one. The
 * file on disk is not changed. For a file that HAProxy does not hold yet, send `newSslCert` first. HAProxy 2.2.
 *
 * HAProxy has one transaction for all certificates: while another client's is open, this one is refused.
 *
 * @param pem leaf, chain and its private key, as text. It appears in no message. At most about 16,000 bytes
 * @returns the certificate as HAProxy holds it
 * @throws RuntimeApiError of any failure; before the commit HAProxy keeps the old one. `UNSAFE_ARGUMENT` for a PEM without a
 *   certificate or without its key, `NOT_CONFIRMED` when another client changed it at the same time
 */
export async function replaceSslCert(
  client: RuntimeApiClient,
  file: string,
  pem: string,
  options: ExecuteOptions = {},
): Promise<SslCert> {
  const set = setSslCert(file, pem); // refuses invalid arguments before anything is sent
  const wanted = fingerprintOf(pem);
  const [open] = (await client.execute(showSslCerts(), options)).uncommitted;
  if (open !== undefined) {
    const reason = `a transaction is open for ${open}: it must be committed or aborted first`;
    throw new CommandRejectedError(client.target, set.line, undefined, reason);
  }
  const dropping = async (error: RuntimeApiError): Promise<never> => {
    // one that stays open blocks all others; none was open before, so it is ours
    if (error.sent) await client.execute(abortSslCert(file)).catch(() => {});
    throw error;
  };
  const [prepared, pending] = await client.batch([set, showSslCert(file, { uncommitted: true })], options);
  if (!prepared.ok) return dropping(prepared.error);
  if (!pending.ok) return dropping(pending.error);
  if (pending.value.sha1Fingerprint !== wanted) return dropping(notConfirmed(client, file));
  const [committed, shown] = await client.batch([commitSslCert(file), showSslCert(file)], options);
  if (!committed.ok) {
    if (CommandRejectedError.isInstance(committed.error)) return dropping(committed.error);
    throw committed.error;
  }
  const cert = unwrap(shown);
  if (cert.sha1Fingerprint !== wanted) throw notConfirmed(client, file);
  return cert;
}

/** SHA-1 of the leaf, as HAProxy shows it. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
function fingerprintOf(pem: string): string {
  let leaf: X509Certificate;
  let hasKey: boolean;
  try {
    leaf = new X509Certificate(pem);
    hasKey = leaf.checkPrivateKey(createPrivateKey(pem));
  } catch {
    throw unsafe("not a PEM text of a certificate and its private key, without a passphrase");
  }
  if (!hasKey) throw unsafe("the private key in the PEM text belongs to another certificate");
  return leaf.fingerprint.replaceAll(":", "");
}

function notConfirmed(client: RuntimeApiClient, file: string): RuntimeApiError {
  return new RuntimeApiError(
    "NOT_CONFIRMED",
    `${file} at ${client.target} has another certificate than was set: another client changed it too`,
  );
}
