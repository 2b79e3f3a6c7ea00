/**
 * A batch is pipelined in `prompt` mode over one connection. Seen on HAProxy 2.6.12, sent and received:
 *
 *     prompt                          "\n> "
 *     set severity-output number      "\n> "
 *     add map M a b                   "\n> "
 *     show map M                      "0x55… a b\n" "\n> "
 *     bogus                           "[6]: Unknown command, …\n" "\n> "
 *     quit                            end of the connection
 *
 * So every answer ends in a line `> `, also the few of 2.6 that lack the empty line at their end.
 */
const END_OF_FRAME = Buffer.from("\n> ");
const PREAMBLE = ["prompt", "set severity-output number"];
const SEVERITY = /^\[([0-7])\]: /;

/** What a whole batch sends. */
export function renderBatch(lines: readonly string[]): string {
  return [...PREAMBLE, ...lines, "quit", ""].join("\n");
}

interface Frame {
  readonly severity: number | undefined;
  readonly text: string;
}

export interface Frames {
  /** Answers that came whole, in the order of the commands. */
  readonly frames: readonly Frame[];
  /** The bytes do not fit the commands: there are more answers than commands, or the preamble was refused. */
  readonly outOfStep: boolean;
}

/** Cuts what a connection brought into answers, in one pass. */
export function readFrames(bytes: Buffer, commands: number): Frames {
  const bodies: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(END_OF_FRAME); end !== -1; end = bytes.indexOf(END_OF_FRAME, start)) {
    bodies.push(bytes.subarray(start, end));
    start = end + END_OF_FRAME.length;
  }
  const preamble = bodies.splice(0, PREAMBLE.length);
  const surplus = bodies.length > commands || (bodies.length === commands && start < bytes.length);
  return {
    frames: bodies.slice(0, commands).map(toFrame),
    outOfStep: surplus || preamble.some((body) => body.length > 0),
  };
}

function toFrame(body: Buffer): Frame {
  const text = body.toString("utf8").replace(/\n+$/, "");
  const [prefix = "", severity] = SEVERITY.exec(text) ?? [];
  return {
    severity: severity === undefined ? undefined : Number(severity),
    text: text.slice(prefix.length),
  };
}
