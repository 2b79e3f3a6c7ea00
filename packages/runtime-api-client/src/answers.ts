import type { RuntimeCommand } from "./command.js";
import type { Dialect } from "./dialect.js";
import { FrameReader } from "./frame-reader.js";
import type { CommandReply } from "./reply.js";

export type Answer = Pick<CommandReply, "severity" | "text">;

const SEVERITY = /^\[([0-7])\]: /;
/** One for each line of a payload, in some versions: the prompt for more of it. */
const PAYLOAD_PROMPTS = /^(?:\+ )+/;

/** Takes what a connection brings, and pairs answers with commands. */
export class Answers {
  readonly #dialect: Dialect;
  readonly #commands: readonly RuntimeCommand<unknown>[];
  readonly #reader: FrameReader;

  constructor(dialect: Dialect, commands: readonly RuntimeCommand<unknown>[]) {
    this.#dialect = dialect;
    this.#commands = commands;
    this.#reader = new FrameReader(dialect.end);
  }

  /** @returns whether nothing more need come */
  push(chunk: Buffer): boolean {
    this.#reader.push(chunk);
    const { lastAnswer, staysOpen } = this.#dialect;
    const last = this.#reader.frames.at(-1);
    if (lastAnswer !== undefined && last !== undefined && lastAnswer.test(last.toString("latin1")))
      return true;
    return staysOpen && this.#reader.frames.length >= this.#expected;
  }

  /** The bytes do not fit the commands: there are more answers than commands, or the preamble was refused. */
  get outOfStep(): boolean {
    const { frames, rest } = this.#reader;
    const hasRest = rest.length > 0;
    const surplus = frames.length > this.#expected || (frames.length === this.#expected && hasRest);
    // behind `quit`, the master CLI gives one more prompt
    const allowed = this.#dialect.preambleMayFail && frames.length === this.#expected + 1 && !hasRest;
    const preamble = frames.slice(0, this.#dialect.preamble);
    const refused = !this.#dialect.preambleMayFail && preamble.some((frame) => frame.length > 0);
    return refused || (surplus && !allowed);
  }

  /** The answer to a command; `undefined` when it did not come whole. */
  of(index: number): Answer | undefined {
    const { frames, rest } = this.#reader;
    const { preamble, lastAnswer } = this.#dialect;
    // 2.6 closes behind it without a prompt
    const cutOff = frames.length === preamble + index && lastAnswer?.test(rest.toString("latin1"));
    const frame = cutOff === true ? rest : frames[preamble + index];
    if (frame === undefined) return undefined;
    const whole = frame.toString("utf8");
    const text = this.#commands[index]?.payload === undefined ? whole : whole.replace(PAYLOAD_PROMPTS, "");
    return toAnswer(text);
  }

  get #expected(): number {
    return this.#dialect.preamble + this.#commands.length;
  }
}

function toAnswer(text: string): Answer {
  const body = withoutLineFeeds(text);
  if (body.charCodeAt(0) !== OPENING_BRACKET) return { severity: undefined, text: body };
  const [prefix = "", severity] = SEVERITY.exec(body) ?? [];
  return { severity: severity === undefined ? undefined : Number(severity), text: body.slice(prefix.length) };
}

const OPENING_BRACKET = 91;

function withoutLineFeeds(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end--;
  return end === text.length ? text : text.slice(0, end);
}
