import { createHash, createHmac, createPublicKey, type KeyObject, sign } from "node:crypto";

/** A public key as JSON (RFC 7517), with the members of RFC 7638 in their order. */
export type Jwk = Readonly<Record<string, string>>;

/** A signed body (RFC 7515 section 7.2.2), as ACME sends it (RFC 8555 section 6.2). */
export interface Jws {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

/** Signs with ES256. `payload` undefined: the empty one of POST-as-GET (RFC 8555 section 6.3). */
export function signJws(key: KeyObject, header: Readonly<Record<string, unknown>>, payload: unknown): Jws {
  const parts = {
    protected: encode({ alg: "ES256", ...header }),
    payload: payload === undefined ? "" : encode(payload),
  };
  const signature = sign("sha256", Buffer.from(`${parts.protected}.${parts.payload}`), {
    key,
    dsaEncoding: "ieee-p1363",
  });
  return { ...parts, signature: signature.toString("base64url") };
}

/** An external account binding (RFC 8555 section 7.3.4): the account's public key, signed with the key that the CA gave. */
export function bindAccount(
  jwk: Jwk,
  { kid, hmacKey }: { readonly kid: string; readonly hmacKey: string },
  url: string,
): Jws {
  const parts = { protected: encode({ alg: "HS256", kid, url }), payload: encode(jwk) };
  const signature = createHmac("sha256", Buffer.from(hmacKey, "base64url"))
    .update(`${parts.protected}.${parts.payload}`)
    .digest("base64url");
  return { ...parts, signature };
}

export function jwkOf(key: KeyObject): Jwk {
  const { crv = "", kty = "", x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  return { crv, kty, x, y };
}

/** RFC 7638. */
export function thumbprint(jwk: Jwk): string {
  return createHash("sha256").update(JSON.stringify(jwk)).digest("base64url");
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
