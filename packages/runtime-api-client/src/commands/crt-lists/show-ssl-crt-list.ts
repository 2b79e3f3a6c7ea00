import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** A line of a crt-list, or a certificate of a directory. */
export interface CrtListEntry {
  readonly file: string;
  /** From 1; distinguishes entries of one file. */
  readonly lineNumber: number;
  /** The text between brackets, such as `alpn h2,http/1.1`; empty if there is none. */
  readonly options: string;
  /** Server names that it is served for, with `!` those it is not; empty: those of the certificate. */
  readonly filters: readonly string[];
}

const ENTRY = /^(.+?):(\d+)(?: \[(.*?)\])?((?: [^ ]+)*)$/s;

/**
 * `show ssl crt-list -n <list>` (management.txt section 9.3, HAProxy 2.2). Refused for a list that no bind line uses.
 *
 *     # /etc/haproxy/crt-list.txt
 *     /etc/haproxy/a.pem:1 [alpn h2,http/1.1] a.example *.a.example !b.a.example
 */
export function showSslCrtList(list: string): RuntimeCommand<readonly CrtListEntry[]> {
  return read(line`show ssl crt-list -n ${list}`, (reply) => {
    // HAProxy prints a NUL after the protocols of "alpn"
    const rows = splitLines(dataOf(reply).replaceAll("\0", "")).filter((text) => !text.startsWith("#"));
    const entries: CrtListEntry[] = [];
    let begun: string | undefined; // of a file whose name has a line break
    for (const row of rows) {
      const text: string = begun === undefined ? row : `${begun}\n${row}`;
      const [, file, number, options = "", filters = ""] = ENTRY.exec(text) ?? [];
      begun = file === undefined ? text : undefined;
      if (file === undefined) continue;
      entries.push({
        file,
        lineNumber: Number(number),
        options,
        filters: filters.split(" ").filter(Boolean),
      });
    }
    if (begun !== undefined) throw malformed(reply, `${JSON.stringify(begun)} is not a line of a crt-list`);
    return entries;
  });
}
