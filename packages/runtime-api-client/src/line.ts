import { RuntimeApiError } from "./errors.js";

/** HAProxy's default `tune.bufsize`: a line, before 3.4 with its payload, must be shorter. Line feeds count. */
export const MAX_REQUEST_BYTES = 16_384;
/** `MAX_CLI_ARGS`: 3.4 refuses more, 2.6 silently drops them. */
export const MAX_WORDS = 64;

/** Nearly every word: no character is special to HAProxy. */
const PLAIN_WORD = /^[\w./:@-]+$/;
/** Nearly every line. One of fewer than 128 characters has at most 64 words. */
const PLAIN_LINE = /^[ -:=-[\]-~]{1,127}$/;

const PAYLOAD_MARK = "<<";
const PAYLOAD_END = " <<";

/**
 * Quotes one word for HAProxy's CLI, where space, `;` and `\` are special (management.txt section 9.3).
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for what no quoting carries: nothing at all, control characters, half
 *   a surrogate pair, and `<<`, which starts a payload: 2.6 checks the end of the line, whatever comes before it; and for
 *   what is neither text nor a finite number, such as a missing argument in JavaScript
 */
export function word(value: string | number): string {
  if (typeof value !== "string" && !Number.isFinite(value)) {
    throw new RuntimeApiError(
      "UNSAFE_ARGUMENT",
      `an argument of a command must be a text or a number, not ${String(value)}`,
    );
  }
  const text = String(value);
  if (PLAIN_WORD.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (text === "" || /[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(text) || text.includes(PAYLOAD_MARK)) {
    throw new RuntimeApiError("UNSAFE_ARGUMENT", `invalid argument of a command: ${JSON.stringify(text)}`);
  }
  return text.replaceAll(/[\\; ]/g, "\\$&");
}

/** Tagged template: the literal parts are sent as written, every value goes through {@link word}. */
export function line(literals: TemplateStringsArray, ...values: ReadonlyArray<string | number>): string {
  let text = "";
  for (const [i, literal] of literals.entries()) {
    text += i < values.length ? literal + word(values[i] ?? "") : literal;
  }
  return text;
}

/** What a command sends: its line, and its payload with the empty line that ends it. */
export function render({
  line: text,
  payload,
}: {
  readonly line: string;
  readonly payload?: string;
}): string {
  return payload === undefined ? `${text}\n` : `${text}\n${payload}\n\n`;
}

/**
 * Checks a command before it is sent, also one not made with {@link line}: one command, of a length that
 * every HAProxy accepts. Otherwise replies and commands would no longer match.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT`
 */
export function assertSendable(command: {
  readonly line: string;
  readonly payload?: string;
  readonly shown?: string;
}): void {
  if (command.payload === undefined && PLAIN_LINE.test(command.line) && command.line.trim() !== "") return;
  const problem = problemOf(command);
  if (problem === undefined) return;
  const { line: text, shown: whole = text } = command;
  const shown = whole.length > 80 ? `${whole.slice(0, 80)}…` : whole;
  throw new RuntimeApiError("UNSAFE_ARGUMENT", `${JSON.stringify(shown)} ${problem}`, { command: shown });
}

function problemOf(command: { readonly line: string; readonly payload?: string }): string | undefined {
  const { line: text, payload } = command;
  if (text.trim() === "") return "is empty";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (/[\u0000-\u001f\u007f]/.test(text)) return "has control characters";
  const words = payload === undefined ? text : text.slice(0, -PAYLOAD_END.length);
  if (payload !== undefined && !text.endsWith(PAYLOAD_END)) return "has a payload, but does not end with <<";
  if (words.includes(PAYLOAD_MARK)) return "contains <<, which starts a payload";
  const plain = words.replaceAll(/\\./gs, "_");
  if (plain.includes(";")) return "contains more than one command";
  if (plain.trim().split(/ +/).length > MAX_WORDS) return `has more than ${MAX_WORDS} words`;
  const bytes = Buffer.byteLength(text) + (payload === undefined ? 1 : Buffer.byteLength(payload) + 3);
  if (bytes >= MAX_REQUEST_BYTES) return `is longer than ${MAX_REQUEST_BYTES - 1} bytes`;
  return payload === undefined ? undefined : payloadProblemOf(payload);
}

function payloadProblemOf(payload: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(payload)) return "has control characters in its payload";
  if (`\n${payload}\n`.includes("\n\n")) return "has an empty line in its payload";
  return undefined;
}
