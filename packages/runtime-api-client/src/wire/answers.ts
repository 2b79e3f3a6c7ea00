import type { RuntimeCommand } from "../command.js";
import type { CommandReply } from "../reply.js";
import type { Dialect } from "./dialect.js";
import { FrameReader } from "./frame-reader.js";

export type Answer = Pick<CommandReply, "severity" | "text">;

const SEVERITY = /^\[([0-7])\]: /;
/** The prompt for more of a payload; some versions send one for each line. */
const PAYLOAD_PROMPTS = /^(?:\+ )+/;

/** Reads a connection, and pairs responses with commands. */
export class Answers {
  readonly #dialect: Dialect;
  readonly #commands: readonly RuntimeCommand<unknown>[];
  readonly #reader: FrameReader;

  constructor(dialect: Dialect, commands: readonly RuntimeCommand<unknown>[]) {
    this.#dialect = dialect;
    this.#commands = commands;
    this.#reader = new FrameReader(dialect.end);
  }

  /** @returns whether everything has arrived */
  push(chunk: Buffer): boolean {
    this.#reader.push(chunk);
    const { lastAnswer, staysOpen } = this.#dialect;
    const { frames } = this.#reader;
    return lastAnswer?.test(frames.at(-1) ?? "") === true || (staysOpen && frames.length >= this.#expected);
  }

  /** The bytes do not match the commands: there are more responses than commands, or the preamble was refused. */
  get outOfStep(): boolean {
    const { frames, hasRest } = this.#reader;
    const { preamble, preambleMayFail } = this.#dialect;
    const surplus = frames.length > this.#expected || (frames.length === this.#expected && hasRest);
    // after `quit`, the master CLI sends one more prompt
    const allowed = preambleMayFail && frames.length === this.#expected + 1 && !hasRest;
    const refused = !preambleMayFail && frames.slice(0, preamble).some((frame) => frame !== "");
    return refused || (surplus && !allowed);
  }

  /** The response to a command; `undefined` when it is incomplete. */
  of(index: number): Answer | undefined {
    const { frames } = this.#reader;
    const { preamble, lastAnswer } = this.#dialect;
    const frame = frames[preamble + index];
    if (frame !== undefined) {
      return toAnswer(
        this.#commands[index]?.payload === undefined ? frame : frame.replace(PAYLOAD_PROMPTS, ""),
      );
    }
    if (lastAnswer === undefined || frames.length !== preamble + index) return undefined;
    // 2.6 closes after it without a prompt
    const rest = this.#reader.rest();
    return lastAnswer.test(rest) ? toAnswer(rest.trimEnd()) : undefined;
  }

  get #expected(): number {
    return this.#dialect.preamble + this.#commands.length;
  }
}

function toAnswer(text: string): Answer {
  if (!text.startsWith("[")) return { severity: undefined, text };
  const [prefix = "", severity] = SEVERITY.exec(text) ?? [];
  return { severity: severity === undefined ? undefined : Number(severity), text: text.slice(prefix.length) };
}
