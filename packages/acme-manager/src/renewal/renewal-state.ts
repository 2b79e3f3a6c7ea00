import { isRecord } from "../json.js";

/** What is remembered of one certificate besides itself. */
export interface RenewalState {
  /** The window that the CA gave for the certificate of this fingerprint. */
  readonly window?: {
    readonly sha256: string;
    readonly start: Date;
    readonly end: Date;
    readonly askAgainAt: Date;
  };
  /** Since the last success. */
  readonly failures?: number;
  readonly lastFailureAt?: Date;
  readonly lastError?: string;
  readonly retryAt?: Date;
  /** It is being deleted; whoever finds this brings that to its end. */
  readonly removing?: { readonly file: string };
}

export function readRenewalState(document: unknown): RenewalState | undefined {
  if (!isRecord(document)) return undefined;
  const { window, failures, lastFailureAt, lastError, retryAt, removing } = document;
  return {
    ...(isRecord(window) && { window: readWindow(window) }),
    ...(typeof failures === "number" && { failures }),
    ...(typeof lastFailureAt === "string" && { lastFailureAt: dateOf(lastFailureAt) }),
    ...(typeof lastError === "string" && { lastError }),
    ...(typeof retryAt === "string" && { retryAt: dateOf(retryAt) }),
    ...(isRecord(removing) &&
      typeof removing["file"] === "string" && { removing: { file: removing["file"] } }),
  };
}

function readWindow({ sha256, start, end, askAgainAt }: Readonly<Record<string, unknown>>) {
  return { sha256: String(sha256), start: dateOf(start), end: dateOf(end), askAgainAt: dateOf(askAgainAt) };
}

/** @throws Error for what is no date: then the file was not written by us */
function dateOf(value: unknown): Date {
  const date = new Date(String(value));
  if (Number.isNaN(date.getTime())) throw new Error("not a date");
  return date;
}
