import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { KeyType } from "../driver.js";

const RSA_BITS = 2048;

/** Off the event loop: an RSA key takes a tenth of a second or more. */
export async function newKey(type: KeyType): Promise<KeyObject> {
  const generate = promisify(generateKeyPair);
  const { privateKey } =
    type === "ec-256"
      ? await generate("ec", { namedCurve: "P-256" })
      : await generate("rsa", { modulusLength: RSA_BITS });
  return privateKey;
}
