import { unsafe } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { expectAnnounced } from "../../reply.js";

/**
 * `set ssl tls-key <file> <key>` (management.txt section 9.3): rotates the keys of session tickets. The new one decrypts, the
 * one before it encrypts from now on, the oldest is forgotten; the file on disk stays as it is. The key appears in no message
 * and no trace. Refused with `'set ssl tls-key' unable to locate referenced filename`.
 *
 *     [6]: TLS ticket key updated!
 *
 * @param file of `showTlsKeys`
 * @param key 48 random bytes (AES-128) or 80 (AES-256), as those of the file
 */
export function setSslTlsKey(file: string, key: Uint8Array): RuntimeCommand<void> {
  if (key.length !== 48 && key.length !== 80) {
    throw unsafe(`a TLS ticket key has 48 or 80 bytes, not ${key.length}`);
  }
  const text = line`set ssl tls-key ${file} ${Buffer.from(key).toString("base64")}`;
  const command = write(text, (reply) => expectAnnounced([/^TLS ticket key updated!/], reply));
  return { ...command, shown: line`set ssl tls-key ${file} …` };
}
