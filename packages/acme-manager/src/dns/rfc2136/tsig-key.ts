import { AcmeError } from "../../errors.js";
import { readSecretFile } from "../secret-file.js";

const ALGORITHMS = ["hmac-sha256", "hmac-sha512"] as const;
const KEY = /(?:^|\s)key\s+"?([\w.-]+)"?\s*\{([^}]*)\}/;
const ALGORITHM = /(?:^|[\s;])algorithm\s+"?([\w-]+)"?\s*;/;
const SECRET = /(?:^|[\s;])secret\s+"?([A-Za-z\d+/]+={0,2})"?\s*;/;
const COMMENT_LINE = /^\s*(?:#|\/\/).*$/gm;

/** A key that client and server share (RFC 8945). */
export interface TsigKey {
  readonly name: string;
  readonly algorithm: (typeof ALGORITHMS)[number];
  readonly secret: Buffer;
}

/**
 * Reads a key file of BIND, as `tsig-keygen` prints it and `nsupdate -k` takes it:
 * `key "NAME" { algorithm hmac-sha256; secret "BASE64"; };`
 *
 * @throws AcmeError `NOT_CONFIGURED` if there is none, or other users may read it; the secret appears in no message
 */
export async function readTsigKey(file: string): Promise<TsigKey> {
  const remedy = "copy the key file from the DNS server, or make one with tsig-keygen";
  const text = (await readSecretFile(file, "TSIG key", remedy)).replaceAll(COMMENT_LINE, "");
  const [, name, body = ""] = KEY.exec(text) ?? [];
  const [, algorithmText = ""] = ALGORITHM.exec(body) ?? [];
  const [, secret] = SECRET.exec(body) ?? [];
  if (name === undefined || algorithmText === "" || secret === undefined) {
    const form = 'key "NAME" { algorithm hmac-sha256; secret "BASE64"; };';
    throw new AcmeError("NOT_CONFIGURED", `${file} is not a key file; it must have the form ${form}`);
  }
  const algorithm = ALGORITHMS.find((one) => one === algorithmText.toLowerCase());
  if (algorithm !== undefined)
    return { name: name.replace(/\.$/, ""), algorithm, secret: Buffer.from(secret, "base64") };
  throw new AcmeError(
    "NOT_CONFIGURED",
    `the key in ${file} is for ${algorithmText}; ${ALGORITHMS.join(" and ")} are supported`,
  );
}
