import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

/** A pattern of an ACL (`show acl`). */
export interface AclEntry {
  /** Address of the entry in HAProxy's memory, usable as `{ id }` in `delAcl`. */
  readonly id: string;
  readonly pattern: string;
}

/**
 * `show acl [@<version>] <acl>` (management.txt section 9.3): every pattern of a version (HAProxy 2.4), by default the current
 * one.
 *
 *     0x55d1a2b3c4d0 10.0.0.1
 *
 * @param acl its file name, or `#<id>`
 */
export function showAcl(acl: string, options: VersionOptions = {}): RuntimeCommand<readonly AclEntry[]> {
  return read(`show acl ${versioned(acl, options)}`, (reply) =>
    splitLines(dataOf(reply)).map((text) => {
      const [, id, pattern] = /^(0x[0-9a-f]+) (.*)$/.exec(text) ?? [];
      if (id === undefined || pattern === undefined) {
        throw malformed(reply, `${JSON.stringify(text)} is not an entry of an ACL`);
      }
      return { id, pattern };
    }),
  );
}
