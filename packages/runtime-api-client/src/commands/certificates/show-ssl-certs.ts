import { type RuntimeCommand, read } from "../../command.js";
import { type FileList, parseFileList } from "./file-list.js";

/**
 * `show ssl cert` with no argument (management.txt section 9.3, HAProxy 2.2): the certificates that HAProxy holds, including
 * those that no bind line uses.
 *
 *     # transaction
 *     *b.pem
 *     # filename
 *     a.pem
 */
export function showSslCerts(): RuntimeCommand<FileList> {
  return read("show ssl cert", parseFileList);
}
