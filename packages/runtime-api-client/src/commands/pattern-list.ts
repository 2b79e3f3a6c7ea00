import { type CommandReply, dataOf, malformed, messageOf } from "../reply.js";
import { splitLines } from "../wire/split-lines.js";

/** A map or an ACL that HAProxy has loaded. */
export interface PatternList {
  /** Usable as `#<id>` instead of the file. */
  readonly id: number;
  /** As the configuration names it: the path that HAProxy sees. Empty for an ACL with no file. */
  readonly file: string;
  readonly description: string;
  /** The version that HAProxy matches against. */
  readonly currentVersion: number;
  /** The newest version from `prepare`. */
  readonly nextVersion: number;
  /** In all versions, including those that are being added. */
  readonly entryCount: number;
}

const ROW = /^(-?\d+) \((.*?)\) (.*) curr_ver=(\d+) next_ver=(\d+) entry_cnt=(\d+)$/;

/**
 * Reads `show map` and `show acl` with no argument:
 *
 *     # id (file) description
 *     2 (/etc/haproxy/domains.map) pattern loaded from file … curr_ver=0 next_ver=1 entry_cnt=5
 */
export function parsePatternLists(reply: CommandReply): readonly PatternList[] {
  return splitLines(dataOf(reply))
    .filter((text) => !text.startsWith("#"))
    .map((text) => {
      const [, id, file, description, current, next, entries] = ROW.exec(text) ?? [];
      if (file === undefined || description === undefined) {
        throw malformed(reply, `${JSON.stringify(text)} is not a map or ACL`);
      }
      return {
        id: Number(id),
        file,
        description,
        currentVersion: Number(current),
        nextVersion: Number(next),
        entryCount: Number(entries),
      };
    });
}

/** Reads the reply to `prepare`: `[6]: New version created: 3`. */
export function parseNewVersion(reply: CommandReply): number {
  const version = /^New version created: (\d+)$/.exec(messageOf(reply))?.[1];
  if (version === undefined) throw malformed(reply, "no version");
  return Number(version);
}
