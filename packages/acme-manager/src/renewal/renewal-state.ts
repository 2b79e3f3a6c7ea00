import { isRecord } from "../json.js";

/** What is stored about one certificate besides itself. */
export interface RenewalState {
  /** The window that the CA gave for the certificate of this fingerprint. */
  readonly window?:
    | {
        readonly sha256: string;
        readonly start: Date;
        readonly end: Date;
        readonly askAgainAt: Date;
      }
    | undefined;
  /** Since the last success. */
  readonly failures?: number | undefined;
  readonly lastFailureAt?: Date | undefined;
  readonly lastError?: string | undefined;
  readonly retryAt?: Date | undefined;
  /** It is being deleted; whichever process finds this completes the deletion. */
  readonly removing?: { readonly file: string } | undefined;
}

export function readRenewalState(document: unknown): RenewalState | undefined {
  if (!isRecord(document)) return undefined;
  const { window, failures, lastFailureAt, lastError, retryAt, removing } = document;
  return {
    window: isRecord(window) ? readWindow(window) : undefined,
    failures: typeof failures === "number" ? failures : undefined,
    lastFailureAt: typeof lastFailureAt === "string" ? dateOf(lastFailureAt) : undefined,
    lastError: typeof lastError === "string" ? lastError : undefined,
    retryAt: typeof retryAt === "string" ? dateOf(retryAt) : undefined,
    removing:
      isRecord(removing) && typeof removing["file"] === "string" ? { file: removing["file"] } : undefined,
  };
}

function readWindow({ sha256, start, end, askAgainAt }: Readonly<Record<string, unknown>>) {
  return { sha256: String(sha256), start: dateOf(start), end: dateOf(end), askAgainAt: dateOf(askAgainAt) };
}

/** @throws Error for an invalid date: then the file was not written by us */
function dateOf(value: unknown): Date {
  const date = new Date(String(value));
  if (Number.isNaN(date.getTime())) throw new Error("not a date");
  return date;
}
