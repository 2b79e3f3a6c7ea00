import { createPublicKey, type KeyObject, sign } from "node:crypto";
import {
  bitString,
  constructed,
  fromDer,
  integer,
  nothing,
  octetString,
  oid,
  sequence,
  set,
  tagged,
  toDer,
} from "./der.js";

const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const SUBJECT_ALT_NAME = "2.5.29.17";

/** A certificate signing request (RFC 2986) with these names and no subject, signed with SHA-256. */
export function createSigningRequest(key: KeyObject, names: readonly string[]): Buffer {
  const isEc = key.asymmetricKeyType === "ec";
  const algorithm = isEc ? sequence(oid(ECDSA_WITH_SHA256)) : sequence(oid(RSA_WITH_SHA256), nothing());
  const alternativeNames = sequence(...names.map((name) => tagged(2, name)));
  const extensions = sequence(
    sequence(oid(SUBJECT_ALT_NAME), octetString(toDer(alternativeNames).toString("binary"))),
  );
  const info = sequence(
    integer("\x00"),
    sequence(),
    fromDer(createPublicKey(key).export({ type: "spki", format: "der" })),
    constructed(0, sequence(oid(EXTENSION_REQUEST), set(extensions))),
  );
  return toDer(sequence(info, algorithm, bitString(sign("sha256", toDer(info), key))));
}
