import { type CertificateNames, certificateNames } from "../certificate-names.js";
import type { IssuedCertificate, KeyType } from "../driver.js";
import { isRecord } from "../json.js";

/** A certificate of the embedded driver: one file, so that its parts always belong together. */
export function readIssued(document: unknown): IssuedCertificate | undefined {
  if (!isRecord(document)) return undefined;
  const { names, chainPem, keyPem, issuedAt, directoryUrl } = document;
  if (typeof chainPem !== "string" || typeof keyPem !== "string" || typeof directoryUrl !== "string")
    return undefined;
  const date = new Date(String(issuedAt));
  if (Number.isNaN(date.getTime())) return undefined;
  return { names: readNames(names), chainPem, keyPem, issuedAt: date, directoryUrl };
}

/** An order in progress: after a kill it resumes where it was, and its key is not lost. */
export interface BegunOrder {
  readonly url: string;
  readonly directoryUrl: string;
  readonly names: CertificateNames;
  readonly keyType: KeyType;
  readonly keyPem: string;
}

export function readBegunOrder(document: unknown): BegunOrder | undefined {
  if (!isRecord(document)) return undefined;
  const { url, directoryUrl, names, keyType, keyPem } = document;
  if (typeof url !== "string" || typeof directoryUrl !== "string" || typeof keyPem !== "string")
    return undefined;
  if (keyType !== "ec-256" && keyType !== "rsa-2048") return undefined;
  return { url, directoryUrl, names: readNames(names), keyType, keyPem };
}

/** @throws AcmeError */
function readNames(value: unknown): CertificateNames {
  return certificateNames(Array.isArray(value) ? value : []);
}
