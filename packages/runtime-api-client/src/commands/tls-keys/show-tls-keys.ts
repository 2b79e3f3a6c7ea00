import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** A file of TLS ticket keys, `tls-ticket-keys` of a bind line. */
export interface TlsKeysFile {
  readonly id: number;
  readonly file: string;
}

/**
 * `show tls-keys` (management.txt section 9.3): files with the keys of session tickets, without the keys. Refused by HAProxy
 * built without TLS.
 *
 *     # id (file)
 *     0 (/etc/haproxy/ticket-keys)
 */
export function showTlsKeys(): RuntimeCommand<readonly TlsKeysFile[]> {
  return read("show tls-keys", (reply) =>
    splitLines(dataOf(reply))
      .filter((row) => !row.startsWith("#"))
      .map((row) => {
        const [, id, file] = /^(\d+) \((.*)\)$/.exec(row) ?? [];
        if (file === undefined) throw malformed(reply, `${JSON.stringify(row)} is not a file of keys`);
        return { id: Number(id), file };
      }),
  );
}
