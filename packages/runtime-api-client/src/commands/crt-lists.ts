import { integer, unsafe } from "../arguments.js";
import { type RuntimeCommand, read, write, writeAnnounced, writeWithPayload } from "../command.js";
import { line } from "../line.js";
import { dataOf, linesOf, malformed } from "../reply.js";
import { textPayload } from "../wire/payload.js";
import { splitLines } from "../wire/split-lines.js";
import { certificateFile } from "./certificates/certificate-file.js";
import { expectSuccess } from "./certificates/transaction.js";

/**
 * `show ssl crt-list` with no argument (management.txt section 9.3, HAProxy 2.2): crt-list files and directories of
 * certificates that bind lines use. A directory has no slash at its end, whatever the configuration says.
 *
 *     /etc/haproxy/certs
 *     /etc/haproxy/crt-list.txt
 */
export function showSslCrtLists(): RuntimeCommand<readonly string[]> {
  return read("show ssl crt-list", linesOf);
}

/** A line of a crt-list, or a certificate of a directory. */
export interface CrtListEntry {
  readonly file: string;
  /** From 1; tells entries of one file apart. */
  readonly lineNumber: number;
  /** What stands between brackets, such as `alpn h2,http/1.1`; empty for nothing. */
  readonly options: string;
  /** Server names that it is for, those with `!` that it is not for; none: those of the certificate. */
  readonly filters: readonly string[];
}

const ENTRY = /^(.+?):(\d+)(?: \[(.*?)\])?((?: [^ ]+)*)$/;

/**
 * `show ssl crt-list -n <list>` (management.txt section 9.3, HAProxy 2.2). Refused for a list that no bind line uses.
 *
 *     # /etc/haproxy/crt-list.txt
 *     /etc/haproxy/a.pem:1 [alpn h2,http/1.1] a.example *.a.example !b.a.example
 */
export function showSslCrtList(list: string): RuntimeCommand<readonly CrtListEntry[]> {
  return read(line`show ssl crt-list -n ${list}`, (reply) =>
    // HAProxy prints a NUL behind the protocols of "alpn"
    splitLines(dataOf(reply).replaceAll("\0", ""))
      .filter((text) => !text.startsWith("#"))
      .map((text) => {
        const [, file, number, options = "", filters = ""] = ENTRY.exec(text) ?? [];
        if (file === undefined) throw malformed(reply, `${JSON.stringify(text)} is not a line of a crt-list`);
        return { file, lineNumber: Number(number), options, filters: filters.split(" ").filter(Boolean) };
      }),
  );
}

export interface NewCrtListEntry {
  /** A certificate that HAProxy holds; for a directory, one whose name begins with it. */
  readonly file: string;
  /** Words of a crt-list line's brackets, such as `["alpn", "h2,http/1.1"]`. A directory takes none. */
  readonly options?: readonly string[] | undefined;
  /** Server names, also `*.example.com` and `!not.example.com`. A directory takes none. */
  readonly filters?: readonly string[] | undefined;
}

/**
 * `add ssl crt-list <list> <file>`, or with a line of a crt-list as its payload (management.txt section 9.3, HAProxy 2.2): every
 * bind line that uses the list serves the certificate from now on. Refused where the certificate is not there or, for a
 * directory, is in it already.
 *
 *     Inserting certificate 'a.pem' in crt-list '/etc/haproxy/certs'.
 *     Success!
 */
export function addSslCrtList(list: string, entry: NewCrtListEntry): RuntimeCommand<void> {
  const { file, options = [], filters = [] } = entry;
  const command = line`add ssl crt-list ${list}`;
  if (options.length === 0 && filters.length === 0) {
    return write(`${command} ${certificateFile(file)}`, expectSuccess);
  }
  const words = [file, ...options, ...filters];
  const unusable = words.find((one) => !/^[^\s[\]"'\\#]+$/.test(one));
  if (unusable !== undefined) throw unsafe(`not usable in a crt-list: ${JSON.stringify(unusable)}`);
  const brackets = options.length === 0 ? [] : [`[${options.join(" ")}]`];
  return writeWithPayload(command, textPayload([file, ...brackets, ...filters].join(" ")), expectSuccess);
}

/**
 * `del ssl crt-list <list> <file>[:<line>]` (management.txt section 9.3, HAProxy 2.2): the certificate is no longer served
 * through that list. Refused with `can't be found in crt-list`.
 *
 *     [5]: Entry 'a.pem' deleted in crtlist '/etc/haproxy/certs'!
 *
 * @param entry.lineNumber from 1; needed where a crt-list has the certificate several times
 */
export function delSslCrtList(
  list: string,
  { file, lineNumber }: { readonly file: string; readonly lineNumber?: number },
): RuntimeCommand<void> {
  const suffix =
    lineNumber === undefined ? "" : `:${integer(lineNumber, "a line", 1, Number.MAX_SAFE_INTEGER)}`;
  return writeAnnounced(
    `${line`del ssl crt-list ${list}`} ${certificateFile(file)}${suffix}`,
    /^Entry .* deleted in crtlist /,
  );
}
