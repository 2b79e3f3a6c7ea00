import { AcmeError } from "../errors.js";
import type { HttpAnswer } from "../http/http-request.js";
import { isRecord, parseJson } from "../json.js";

/** URLs of a CA (RFC 8555 section 7.1.1, RFC 9773 section 4.1). */
export interface Directory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly revokeCert: string | undefined;
  readonly renewalInfo: string | undefined;
  readonly eabRequired: boolean;
  /** Names of the kinds of certificates that it issues. */
  readonly profiles: readonly string[];
}

/** @throws AcmeError `CA_UNREACHABLE` for a response that is not a directory */
export function readDirectory(url: string, { status, body }: HttpAnswer): Directory {
  const document = status === 200 ? parseJson(body) : undefined;
  const meta = isRecord(document) && isRecord(document["meta"]) ? document["meta"] : {};
  const link = (name: string) => {
    const value = isRecord(document) ? document[name] : undefined;
    return typeof value === "string" && URL.canParse(value) ? value : undefined;
  };
  const [newNonce, newAccount, newOrder] = [link("newNonce"), link("newAccount"), link("newOrder")];
  if (newNonce === undefined || newAccount === undefined || newOrder === undefined) {
    throw new AcmeError("CA_UNREACHABLE", `${url} responded with status ${status} and no ACME directory`);
  }
  return {
    newNonce,
    newAccount,
    newOrder,
    revokeCert: link("revokeCert"),
    renewalInfo: link("renewalInfo"),
    eabRequired: meta["externalAccountRequired"] === true,
    profiles: isRecord(meta["profiles"]) ? Object.keys(meta["profiles"]) : [],
  };
}
