import { type RuntimeCommand, read } from "../../command.js";
import { type FileList, parseFileList } from "../certificates/file-list.js";

/**
 * `show ssl crl-file` with no argument (management.txt section 9.3, HAProxy 2.5).
 *
 *     # transaction
 *     *crl.pem
 *     # filename
 *     crl.pem
 */
export function showSslCrlFiles(): RuntimeCommand<FileList> {
  return read("show ssl crl-file", parseFileList);
}
