import { unsafe } from "../../arguments.js";
import { line } from "../../line.js";

/** Which side of a transaction is read (`set ssl cert`, `commit ssl cert`). */
export interface TransactionOptions {
  /** Reads what was set and is not committed yet. Default: what is served. */
  readonly uncommitted?: boolean | undefined;
}

/**
 * The name under which HAProxy has a certificate, CA or CRL file, as one word.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for one that HAProxy would read as a transaction
 */
export function certificateFile(file: string): string {
  if (!/^[*\\]/.test(file)) return line`${file}`;
  throw unsafe(`invalid name of a certificate file: ${JSON.stringify(file)}`);
}

/** `*<file>` for what is not committed yet. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function certificateFileOf(file: string, { uncommitted = false }: TransactionOptions): string {
  return uncommitted ? `*${certificateFile(file)}` : certificateFile(file);
}
