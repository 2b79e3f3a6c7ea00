import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { patternFile, type VersionOptions, versioned } from "../pattern-file.js";
import { type EntryRef, keyToFind } from "../pattern-key.js";
import { parseNewVersion } from "../pattern-list.js";

/**
 * `prepare acl <acl>` (management.txt section 9.3, HAProxy 2.4): a new version to be filled and committed.
 *
 *     [6]: New version created: 1
 */
export function prepareAcl(acl: string): RuntimeCommand<number> {
  return { line: `prepare acl ${patternFile(acl)}`, kind: "write", parseReply: parseNewVersion };
}

/**
 * `add acl [@<version>] <acl> <pattern>` (management.txt section 9.3): changes the running process only. HAProxy does not
 * look whether it is there already. Answers with silence; refused where the pattern is not of the ACL's type. A version needs
 * HAProxy 2.4 or later; there is no payload form.
 */
export function addAcl(acl: string, pattern: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`add acl ${versioned(acl, options)} ${line`${pattern}`}`);
}

/**
 * `del acl <acl> <pattern>|#<id>` (management.txt section 9.3). Answers with silence; refused with `Key not found.` where
 * there is none.
 */
export function delAcl(acl: string, pattern: string | EntryRef): RuntimeCommand<void> {
  return write(`del acl ${patternFile(acl)} ${keyToFind(pattern)}`);
}

/**
 * `clear acl [@<version>] <acl>` (management.txt section 9.3): removes every pattern of a version, HAProxy 2.4, of the
 * current one unless told otherwise. Answers with silence, and 3.4.7 also where it leaves a version that is not committed as it
 * is. It goes with the next commit.
 */
export function clearAcl(acl: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`clear acl ${versioned(acl, options)}`);
}

/**
 * `commit acl @<version> <acl>` (management.txt section 9.3, HAProxy 2.4): makes a version the current one, atomically, and
 * deletes all before it. Answers with silence; `Version number out of range.` where a later one was committed.
 */
export function commitAcl(acl: string, version: number): RuntimeCommand<void> {
  return write(`commit acl ${versioned(acl, { version })}`);
}
