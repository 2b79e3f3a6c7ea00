import { type RuntimeCommand, read } from "../../command.js";
import { messageOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/**
 * `help` (management.txt section 9.3): the commands of this process at our level, with their arguments as HAProxy writes them.
 *
 *     [6]: The following commands are valid at this level:
 *       add acl [@<ver>] <acl> <pattern>        : add an acl entry
 */
export function help(): RuntimeCommand<readonly string[]> {
  return read("help", (reply) =>
    splitLines(messageOf(reply))
      .filter((text) => text.startsWith("  "))
      .map((text) => text.split(/ *: /, 1)[0]?.trim() ?? ""),
  );
}
