import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createRecordFolder } from "../disk.js";
import { AcmeError } from "../errors.js";
import { isRecord } from "../json.js";
import type { AcmeSession } from "./acme-session.js";
import { bindAccount, jwkOf } from "./jws.js";

/** Credentials from the CA for an external account binding (RFC 8555 section 7.3.4). */
export interface ExternalAccount {
  readonly kid: string;
  /** base64url */
  readonly hmacKey: string;
}

/** An account at a CA. */
export interface Account {
  readonly kid: string;
  readonly key: KeyObject;
}

interface StoredAccount {
  readonly directoryUrl: string;
  /** Absent until the CA has responded: the key is stored first, or an account could be lost. */
  readonly kid?: string | undefined;
  readonly keyPem: string;
}

/** Of the account that is made at the CA (RFC 8555 section 7.3). */
export interface AccountOptions {
  /** Where the CA may write to. */
  readonly email?: string | undefined;
  readonly externalAccount?: ExternalAccount | undefined;
}

/** The account of each CA, kept on disk. The caller holds the lock of accounts. */
export function createAccounts(folder: string, { email, externalAccount }: AccountOptions) {
  const records = createRecordFolder(folder, readStoredAccount);
  return {
    /** `undefined` before the first {@link register}. */
    async find(directoryUrl: string): Promise<Account | undefined> {
      const stored = await records.get(nameOf(directoryUrl));
      if (stored?.kid === undefined) return undefined;
      return { kid: stored.kid, key: createPrivateKey(stored.keyPem) };
    },

    /**
     * Makes an account, or finds the one of our key (RFC 8555 section 7.3.1).
     *
     * @throws AcmeError `EAB_REQUIRED` and others of the CA
     */
    async register(
      session: AcmeSession,
      directoryUrl: string,
      signal: AbortSignal | undefined,
    ): Promise<Account> {
      const name = nameOf(directoryUrl);
      const stored = (await records.get(name)) ?? { directoryUrl, keyPem: newKeyPem() };
      await records.put(name, stored);
      const key = createPrivateKey(stored.keyPem);
      const { newAccount, eabRequired } = await session.directory(signal);
      if (eabRequired && externalAccount === undefined) throw eabRequiredError(directoryUrl);
      const account = {
        termsOfServiceAgreed: true,
        contact: email === undefined ? undefined : [`mailto:${email}`],
        externalAccountBinding: externalAccount && bindAccount(jwkOf(key), externalAccount, newAccount),
      };
      const { location } = await session.post(newAccount, key, account, { what: "the account", signal });
      if (location === undefined) throw new AcmeError("CA_FAILED", "the CA returned no URL for the account");
      await records.put(name, { ...stored, kid: location });
      return { kid: location, key };
    },
  };
}

function newKeyPem(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }) as string;
}

function nameOf(directoryUrl: string): string {
  return createHash("sha256").update(directoryUrl).digest("hex").slice(0, 32);
}

function readStoredAccount(document: unknown): StoredAccount | undefined {
  if (!isRecord(document)) return undefined;
  const { directoryUrl, kid, keyPem } = document;
  if (typeof directoryUrl !== "string" || typeof keyPem !== "string") return undefined;
  return { directoryUrl, keyPem, kid: typeof kid === "string" ? kid : undefined };
}

export function eabRequiredError(directoryUrl: string): AcmeError {
  return new AcmeError(
    "EAB_REQUIRED",
    `${new URL(directoryUrl).host} requires an external account binding; set the key id and the HMAC key that it gives its customers`,
  );
}
