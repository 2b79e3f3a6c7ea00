import { RuntimeApiError } from "./errors.js";

/** HAProxy's default `tune.bufsize`, which bounds a line before 3.4; the line feed counts. */
export const MAX_LINE_BYTES = 16_384;
/** `MAX_CLI_ARGS`: 3.4 refuses more, 2.6 cuts them off without a word. */
export const MAX_WORDS = 64;

const PAYLOAD_MARK = "<<";

/**
 * Quotes one word for HAProxy's CLI, where space, `;` and `\` mean something (management.txt section 9.3).
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for what no quoting carries: nothing at all, control characters, half
 *   a surrogate pair, and `<<`, which begins a payload: 2.6 looks at the end of the line, whatever stands before it
 */
export function word(value: string | number): string {
  const text = String(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (text === "" || /[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(text) || text.includes(PAYLOAD_MARK)) {
    throw new RuntimeApiError("UNSAFE_ARGUMENT", `not usable as a CLI word: ${JSON.stringify(text)}`);
  }
  return text.replaceAll(/[\\; ]/g, "\\$&");
}

/** Tagged template: the literal parts are sent as written, every value goes through {@link word}. */
export function line(literals: TemplateStringsArray, ...values: ReadonlyArray<string | number>): string {
  return literals
    .map((literal, i) => (i < values.length ? literal + word(values[i] ?? "") : literal))
    .join("");
}

/**
 * Checks a whole line, also one that was not made with {@link line}: one command, of a length that every HAProxy
 * takes whole. Anything else would make replies and commands no longer match.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT`
 */
export function assertSendable(command: string): void {
  const problem = problemOf(command);
  if (problem === undefined) return;
  const shown = command.length > 80 ? `${command.slice(0, 80)}…` : command;
  throw new RuntimeApiError("UNSAFE_ARGUMENT", `${JSON.stringify(shown)} ${problem}`, { command: shown });
}

function problemOf(command: string): string | undefined {
  if (command.trim() === "") return "is no command";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (/[\u0000-\u001f\u007f]/.test(command)) return "has control characters";
  if (Buffer.byteLength(command) + 1 > MAX_LINE_BYTES) return `is longer than ${MAX_LINE_BYTES - 1} bytes`;
  const plain = command.replaceAll(/\\./gs, "_");
  if (plain.includes(";")) return "holds more than one command";
  const words = plain.trim().split(/ +/);
  if (words.length > MAX_WORDS) return `has more than ${MAX_WORDS} words`;
  if (command.includes(PAYLOAD_MARK)) return "begins a payload";
  return undefined;
}
