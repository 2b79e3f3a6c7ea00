import type { RuntimeCommand } from "../command.js";
import { render } from "../line.js";
import type { FrameEnd, FrameEndAt } from "./frame-reader.js";
import type { Peer } from "./peer.js";

/**
 * How a batch is spoken: over the stats socket of a worker, or through the master CLI.
 *
 * Both pipeline in `prompt` mode. Seen on HAProxy 2.6.12, sent and received:
 *
 *     prompt                          "\n> "
 *     set severity-output number      "\n> "
 *     add map M a b                   "\n> "
 *     show map M                      "0x55… a b\n" "\n> "
 *     bogus                           "[6]: Unknown command, …\n" "\n> "
 *     add map M <<, two lines, empty  "+ + + " "\n> "
 *     quit                            end of the connection
 *
 * So every response ends with a line `> `, also the few of 2.6 that lack the empty line at their end.
 */
export interface Dialect {
  /** Who must listen at the address. */
  readonly peer: Peer;
  /** Everything that a batch sends. */
  render(commands: readonly RuntimeCommand<unknown>[]): string;
  /** Number of responses before those to the commands. */
  readonly preamble: number;
  /** The preamble may be refused: responses then have no severity. */
  readonly preambleMayFail: boolean;
  /** A response that ends the connection, whatever the command was. */
  readonly lastAnswer?: RegExp;
  readonly end: FrameEnd;
  /** What is sent to follow events; absent where commands are detached from their connection. */
  renderFollow?(commands: readonly string[]): string;
  /** HAProxy leaves the connection open after the last response: we close it. */
  readonly staysOpen: boolean;
}

const PREAMBLE = ["prompt", "set severity-output number"];
const WORKER_PROMPT = Buffer.from("\n> ");

const workerEnd: FrameEnd = {
  maxBytes: WORKER_PROMPT.length - 1,
  find(bytes, from) {
    const start = bytes.indexOf(WORKER_PROMPT, from);
    return start === -1 ? undefined : { start, end: start + WORKER_PROMPT.length };
  },
};

/** The stats socket. */
export const workerDialect: Dialect = {
  peer: {
    begins: "\n> ",
    name: "HAProxy's Runtime API",
    configuredBy: "a line `stats socket` of haproxy.cfg",
  },
  render: (commands) => `${PREAMBLE.join("\n")}\n${commands.map(render).join("")}quit\n`,
  renderFollow: (commands) => `set severity-output number;${commands.join(";")}\n`,
  preamble: PREAMBLE.length,
  preambleMayFail: false,
  end: workerEnd,
  staysOpen: false,
};

const MASTER = Buffer.from("master");
const LONGEST_MASTER_PROMPT = "\nmaster[ReloadFailed](xed)> ".length;
const MASTER_PROMPT = /^master(?:\[ReloadFailed\])?(?:\([xed]+\))?> /;
const LINE_FEED = 10;

/** `master> `, at the start of a line or right after another prompt. */
const masterEnd: FrameEnd = {
  maxBytes: LONGEST_MASTER_PROMPT,
  find(bytes, from, atStart): FrameEndAt | undefined {
    for (let at = bytes.indexOf(MASTER, from); at !== -1; at = bytes.indexOf(MASTER, at + 1)) {
      const behindLineFeed = at > from && bytes[at - 1] === LINE_FEED;
      if (!behindLineFeed && !(atStart && at === from)) continue;
      const [prompt] = MASTER_PROMPT.exec(bytes.toString("latin1", at, at + LONGEST_MASTER_PROMPT)) ?? [];
      if (prompt !== undefined) return { start: behindLineFeed ? at - 1 : at, end: at + prompt.length };
    }
    return undefined;
  },
};

/** The master CLI's own commands (management.txt section 9.4.1), which give no severities. */
export const masterDialect: Dialect = {
  peer: { begins: "master", name: "HAProxy's master CLI", configuredBy: "HAProxy's option -S" },
  render: (commands) => `prompt\n${commands.map(render).join("")}quit\n`,
  preamble: 1,
  preambleMayFail: true,
  end: masterEnd,
  staysOpen: false,
};

/**
 * A worker's commands through the master CLI, each after an address such as `@!4711`. From 3.0 on they give severities; the
 * master's own commands would be refused after that.
 */
export function addressedDialect(address: string): Dialect {
  return {
    ...masterDialect,
    render: (commands) =>
      `${PREAMBLE.join("\n")}\n${commands.map((command) => `${address} ${render(command)}`).join("")}quit\n`,
    preamble: PREAMBLE.length,
    lastAnswer: /^Can't find the target /,
  };
}

/**
 * A whole session with a worker through the master CLI, `@@!4711` (HAProxy 3.2): commands that watch their connection, such as
 * `wait`, work there. The master stays when the worker's session ends.
 */
export function sessionDialect(address: string): Dialect {
  return {
    ...workerDialect,
    peer: { ...workerDialect.peer, configuredBy: "HAProxy's option -S, and HAProxy 3.2 or later" },
    render: (commands) => `@${address}\n${workerDialect.render(commands)}`,
    renderFollow: (commands) => `@${address} ${workerDialect.renderFollow?.(commands)}`,
    staysOpen: true,
  };
}
