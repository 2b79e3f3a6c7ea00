import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** An open file or socket of HAProxy. */
export interface FileDescriptor {
  readonly fd: number;
  /** Frontend that it belongs to, if it does. */
  readonly frontend: string | undefined;
  /** The whole row, in HAProxy's own notation. */
  readonly raw: string;
}

/**
 * `show fd` (management.txt section 9.3): what HAProxy polls, to find leaks and loops.
 *
 *           6 : st=0x120121(Cl heopI W:sRa R:srA) ref=0 gid=1 … iocb=0x5561(sock_accept_iocb) l.st=RDY fe=web fam=unix
 */
export function showFds(): RuntimeCommand<readonly FileDescriptor[]> {
  return read("show fd", (reply) =>
    splitLines(dataOf(reply)).map((raw) => {
      const fd = /^ *(\d+) : /.exec(raw)?.[1];
      if (fd === undefined)
        throw malformed(reply, `${JSON.stringify(raw.slice(0, 80))} is not a file descriptor`);
      return { fd: Number(fd), frontend: / fe=(\S+)/.exec(raw)?.[1], raw };
    }),
  );
}
