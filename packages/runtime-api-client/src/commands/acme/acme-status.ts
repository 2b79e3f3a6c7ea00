import { type RuntimeCommand, read } from "../../command.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** A certificate that HAProxy itself gets by ACME. */
export interface AcmeCertificate {
  readonly file: string;
  /** Name of its `acme` section. */
  readonly section: string;
  /** `Running`, `Scheduled` or `Stopped`. */
  readonly state: string;
  /** End of the current certificate. */
  readonly expiresAt: Date | undefined;
  /** Next renewal. */
  readonly scheduledAt: Date | undefined;
}

/**
 * `acme status` (management.txt section 9.3, HAProxy 3.2).
 *
 *     # certificate	section	state	expiration date (UTC)	expires in	scheduled date (UTC)	scheduled in
 *     foobar.pem.rsa	LE	Scheduled	2026-08-04T11:50:54Z	89d 23h01m13s	2026-07-27T23:50:55Z	82d 11h01m14s
 */
export function acmeStatus(): RuntimeCommand<readonly AcmeCertificate[]> {
  return read("acme status", (reply) =>
    splitLines(dataOf(reply))
      .filter((row) => !row.startsWith("#"))
      .map((row) => parseRow(row, reply)),
  );
}

function parseRow(row: string, reply: CommandReply): AcmeCertificate {
  const [file = "", section = "", state, expires = "", , scheduled = ""] = row.split("\t");
  if (state === undefined) throw malformed(reply, `${JSON.stringify(row)} is not a certificate`);
  return { file, section, state, expiresAt: dateOf(expires), scheduledAt: dateOf(scheduled) };
}

function dateOf(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
