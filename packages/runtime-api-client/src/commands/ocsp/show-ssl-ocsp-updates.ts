import { type RuntimeCommand, read } from "../../command.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** An OCSP response that HAProxy itself keeps up to date. */
export interface OcspUpdate {
  /** Lower case hexadecimal, for `showSslOcspResponse`. */
  readonly id: string;
  /** File of the certificate. */
  readonly file: string;
  /** `undefined` for none, as {@link lastUpdate} before the first. */
  readonly nextUpdate: Date | undefined;
  /** The last successful one. */
  readonly lastUpdate: Date | undefined;
  readonly successes: number;
  readonly failures: number;
  /** Of the last try: 0 unknown, 1 successful, 2 HTTP error, 3 no response in it, 4 check failed, 5 not inserted. */
  readonly status: number;
  /** `Update successful`, `HTTP error`, … */
  readonly statusText: string;
}

const COLUMNS = 8;

/**
 * `show ssl ocsp-updates` (management.txt section 9.3, HAProxy 2.8): certificates with `ocsp-update on`, the next one first.
 *
 *     OCSP Certid | Path | Next Update | Last Update | Successes | Failures | Last Update Status | Last Update Status (str)
 *     303a3009 | /etc/haproxy/certs/a.pem | 30/Jan/2026:00:08:09 +0000 | - | 0 | 1 | 2 | HTTP error
 */
export function showSslOcspUpdates(): RuntimeCommand<readonly OcspUpdate[]> {
  return read("show ssl ocsp-updates", (reply) => {
    const [header = "", ...rows] = splitLines(dataOf(reply));
    if (!header.startsWith("OCSP Certid | ")) throw malformed(reply, "no header");
    return rows.map((row) => parseRow(row, reply));
  });
}

function parseRow(row: string, reply: CommandReply): OcspUpdate {
  const fields = row.split(" | ");
  if (fields.length !== COLUMNS) throw malformed(reply, `${JSON.stringify(row)} is not an update`);
  const [id = "", file = "", next = "", last = "", successes, failures, status, statusText = ""] = fields;
  return {
    id,
    file,
    nextUpdate: dateOf(next),
    lastUpdate: dateOf(last),
    successes: Number(successes),
    failures: Number(failures),
    status: Number(status),
    statusText,
  };
}

/** `30/Jan/2026:00:08:09 +0000`, or `-` */
function dateOf(text: string): Date | undefined {
  const [, day, time] = /^(\d+\/\w+\/\d+):(.*)$/.exec(text) ?? [];
  return day === undefined ? undefined : new Date(`${day.replaceAll("/", " ")} ${time}`);
}
