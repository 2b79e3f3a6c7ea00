import { unsafe } from "../../arguments.js";
import { type RuntimeCommand, write, writeWithPayload } from "../../command.js";
import { line } from "../../line.js";
import { expectAnnounced } from "../../reply.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "../certificates/certificate-file.js";

/** A line that a crt-list gets (`add ssl crt-list`). */
export interface NewCrtListEntry {
  /** A certificate that HAProxy holds; for a directory, one whose name starts with it. */
  readonly file: string;
  /** Words of a crt-list line's brackets, such as `["alpn", "h2,http/1.1"]`. A directory takes none. */
  readonly options?: readonly string[] | undefined;
  /** Server names, also `*.example.com` and `!not.example.com`. A directory takes none. */
  readonly filters?: readonly string[] | undefined;
}

/**
 * `add ssl crt-list <list> <file>`, or with a line of a crt-list as its payload (management.txt section 9.3, HAProxy 2.2): every
 * bind line that uses the list serves the certificate from now on. Refused if the certificate is missing or, for a
 * directory, is listed already.
 *
 *     Inserting certificate 'a.pem' in crt-list '/etc/haproxy/certs'.
 *     Success!
 */
export function addSslCrtList(list: string, entry: NewCrtListEntry): RuntimeCommand<void> {
  const { file, options = [], filters = [] } = entry;
  const command = line`add ssl crt-list ${list}`;
  if (options.length === 0 && filters.length === 0) {
    return write(`${command} ${certificateFile(file)}`, expectInserted);
  }
  const words = [file, ...options, ...filters];
  const unusable = words.find((one) => !/^[^\s[\]"'\\#]+$/.test(one));
  if (unusable !== undefined) throw unsafe(`a crt-list can't contain ${JSON.stringify(unusable)}`);
  const brackets = options.length === 0 ? [] : [`[${options.join(" ")}]`];
  return writeWithPayload(command, textPayload([file, ...brackets, ...filters].join(" ")), expectInserted);
}

const expectInserted: RuntimeCommand<void>["parseReply"] = (reply) => expectAnnounced([/^Success!$/m], reply);
