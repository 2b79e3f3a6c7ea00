import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { type CertificateBundle, readBundle } from "./certificate-bundle.js";
import { type Leaf, leafOf } from "./leaf.js";
import { type PemBlock, readPem, writePem } from "./pem.js";

/** OpenSSL refuses smaller ones at security level 2, the default of Debian and of OpenSSL 3.2 and later. */
const RSA_BITS = 2048;
/** prime192v1 and secp192k1: less than the 224 bits of that level. */
const SMALL_CURVES = ["EC 1.2.840.10045.3.1.1", "EC 1.3.132.0.31"];

/** A file of HAProxy's certificate folder, with those beside it that may hold its key. */
export interface FileText {
  readonly pem: string;
  /** `FILE.key`: HAProxy looks there for a key that is not in the file itself. */
  readonly keyFile?: string | undefined;
  /** The file of that name with the ending replaced, which HAProxy reads only with `ssl-load-extra-del-ext`. */
  readonly keyFileWithoutEnding?: string | undefined;
}

/** What HAProxy makes of a file. */
export interface ReadFile {
  /** The first certificate; absent if it can't be read. */
  readonly leaf?: Leaf | undefined;
  /** Why HAProxy refuses to start with it. */
  readonly broken?: string | undefined;
  /** Why HAProxy refuses it with its usual settings; one that it serves was accepted. */
  readonly doubtful?: string | undefined;
}

/** Reads a file as HAProxy 2.6 to 3.4 do: its first certificate is served, with its first key. Dates are not looked at. */
export function readCertificateFile(text: FileText): ReadFile {
  const { certificates, key, isKeyElsewhere, isCutOff } = partsOf(text);
  const leaves = certificates.map(leafIn);
  const [leaf] = leaves;
  if (certificates.length === 0) return { broken: "it holds no certificate (PEM)" };
  if (isCutOff) return { leaf, broken: "it is cut off: a PEM block in it has no end" };
  const keyTypes = leaves.flatMap((one) => one?.keyType ?? []);
  if (keyTypes.length < leaves.length) return { leaf, broken: "a certificate in it cannot be read" };
  if (key === undefined) return { leaf, broken: "it has no private key" };
  const broken = mismatchOf(certificates, key);
  if (broken !== undefined) return { leaf, broken };
  const small = keyTypes.find(isSmall);
  if (small !== undefined) return { leaf, doubtful: `OpenSSL usually refuses a key as small as ${small}` };
  if (!isKeyElsewhere) return { leaf };
  return { leaf, doubtful: "HAProxy reads its key file only with ssl-load-extra-del-ext" };
}

/** What HAProxy serves from such a file. @throws AcmeError `BAD_CERTIFICATE` */
export function bundleOfFile(text: FileText): CertificateBundle {
  const { certificates, key } = partsOf(text);
  return readBundle([...certificates, ...(key === undefined ? [] : [key])].map(writePem).join(""));
}

interface Parts {
  readonly certificates: readonly PemBlock[];
  readonly key: PemBlock | undefined;
  readonly isKeyElsewhere: boolean;
  readonly isCutOff: boolean;
}

function partsOf({ pem, keyFile, keyFileWithoutEnding }: FileText): Parts {
  const blocks = blocksIn(pem);
  const usual = firstKeyIn(blocks) ?? firstKeyIn(blocksIn(keyFile));
  return {
    certificates: blocks.filter(({ type }) => type === "CERTIFICATE"),
    key: usual ?? firstKeyIn(blocksIn(keyFileWithoutEnding)),
    isKeyElsewhere: usual === undefined,
    isCutOff: pem.match(/^\uFEFF?-----BEGIN /gm)?.length !== blocks.length,
  };
}

function blocksIn(text = ""): readonly PemBlock[] {
  try {
    return readPem(text);
  } catch {
    return [];
  }
}

function firstKeyIn(blocks: readonly PemBlock[]): PemBlock | undefined {
  return blocks.find(({ type }) => type.endsWith("PRIVATE KEY"));
}

function leafIn({ der }: PemBlock): Leaf | undefined {
  try {
    return leafOf(der);
  } catch {
    return undefined;
  }
}

function mismatchOf(certificates: readonly PemBlock[], block: PemBlock): string | undefined {
  if (block.isEncrypted === true) return "its private key has a passphrase";
  const key = keyOf(block);
  if (key === undefined) return "its private key cannot be read";
  const isIts = ({ der }: PemBlock) => new X509Certificate(der).checkPrivateKey(key);
  const position = certificates.findIndex(isIts);
  if (position === 0) return undefined;
  return position > 0
    ? "its certificates are in the wrong order: that of the private key must come first"
    : "its private key belongs to another certificate";
}

function keyOf(block: PemBlock): KeyObject | undefined {
  try {
    return createPrivateKey(writePem(block));
  } catch {
    return undefined;
  }
}

function isSmall(keyType: string): boolean {
  const [, bits] = /^RSA (\d+)$/.exec(keyType) ?? [];
  return SMALL_CURVES.includes(keyType) || (bits !== undefined && Number(bits) < RSA_BITS);
}
