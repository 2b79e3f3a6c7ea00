import forge from "node-forge";

/** A block of PEM (RFC 7468): `CERTIFICATE`, `EC PRIVATE KEY` … */
export interface PemBlock {
  readonly type: string;
  readonly der: Buffer;
}

/** The blocks of a text; text between them is skipped. @throws Error for text with no block */
export function readPem(text: string): readonly PemBlock[] {
  return forge.pem.decode(text).map(({ type, body }) => ({ type, der: Buffer.from(body, "binary") }));
}

/** Lines of 64 characters, LF, no blank line: one would end a payload of HAProxy's Runtime API. */
export function writePem({ type, der }: PemBlock): string {
  return forge.pem.encode({ type, body: der.toString("binary") }).replaceAll("\r\n", "\n");
}
