import forge from "node-forge";

/** A block of PEM (RFC 7468): `CERTIFICATE`, `EC PRIVATE KEY` … */
export interface PemBlock {
  readonly type: string;
  readonly der: Buffer;
  /** With a passphrase: `der` can't be read without it. */
  readonly isEncrypted?: boolean | undefined;
}

/** The blocks of a text; text between them is skipped. @throws Error for text with no block */
export function readPem(text: string): readonly PemBlock[] {
  return forge.pem.decode(text).map(({ type, body, procType }) => ({
    type: type === "X509 CERTIFICATE" ? "CERTIFICATE" : type, // OpenSSL's old word for it
    der: Buffer.from(body, "binary"),
    isEncrypted: type === "ENCRYPTED PRIVATE KEY" || procType?.type === "ENCRYPTED",
  }));
}

/** Lines of 64 characters, LF, no blank line: one would end a payload of HAProxy's Runtime API. */
export function writePem({ type, der }: PemBlock): string {
  return forge.pem.encode({ type, body: der.toString("binary") }).replaceAll("\r\n", "\n");
}
