import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { z } from "zod";
import { UsageError } from "../program/usage-error.js";
import { FORMAT, NONCE_BYTES, SALT_BYTES, type Sealed, TAG_BYTES } from "./document.js";

/** OWASP's recommendation for scrypt: 128 MiB, about half a second. */
const COST = 2 ** 17;
const BLOCK_SIZE = 8;
const KEY_BYTES = 32;
/** Binds the text to its place: it is nothing else of another file. */
const PLACE = Buffer.from(`${FORMAT} certificates`);

const certificatesSchema = z.array(z.strictObject({ file: z.string(), pem: z.string() }));
type Certificates = z.output<typeof certificatesSchema>;

/** Encrypts certificates with their keys. @param cost of scrypt, a power of 2 */
export async function seal(certificates: Certificates, passphrase: string, cost = COST): Promise<Sealed> {
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
  const cipher = createCipheriv("aes-256-gcm", await keyOf(passphrase, salt, cost), nonce);
  cipher.setAAD(PLACE);
  const data = Buffer.concat([cipher.update(JSON.stringify(certificates)), cipher.final()]);
  return {
    kdf: "scrypt",
    n: cost,
    salt: salt.toString("base64"),
    cipher: "aes-256-gcm",
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
}

/** @throws UsageError for another passphrase, or a text that was changed */
export async function unseal(sealed: Sealed, passphrase: string): Promise<Certificates> {
  const bytes = (name: "salt" | "nonce" | "tag" | "data") => Buffer.from(sealed[name], "base64");
  try {
    const key = await keyOf(passphrase, bytes("salt"), sealed.n);
    const decipher = createDecipheriv("aes-256-gcm", key, bytes("nonce"), { authTagLength: TAG_BYTES });
    decipher.setAAD(PLACE).setAuthTag(bytes("tag"));
    const text = Buffer.concat([decipher.update(bytes("data")), decipher.final()]).toString("utf8");
    return certificatesSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message =
      "the certificates of the export can't be decrypted: the passphrase is another one, or the file was changed. Nothing was changed.";
    throw new UsageError(message, { cause });
  }
}

function keyOf(passphrase: string, salt: Buffer, n: number): Promise<Buffer> {
  const maxmem = 256 * n * BLOCK_SIZE; // twice what scrypt takes
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase.normalize("NFKC"),
      salt,
      KEY_BYTES,
      { N: n, r: BLOCK_SIZE, p: 1, maxmem },
      (error, key) => (error === null ? resolve(key) : reject(error)),
    );
  });
}
