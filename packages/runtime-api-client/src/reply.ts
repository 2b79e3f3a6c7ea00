import { CommandRejectedError, RuntimeApiError } from "./errors.js";

/** What HAProxy answered to one command. */
export interface CommandReply {
  /** Of the message, RFC 5424 0 to 7; `undefined` for data and for silence. */
  readonly severity: number | undefined;
  /** Without the severity and without the line feed at the end; empty for silence. */
  readonly text: string;
  /** The command, for messages. */
  readonly command: string;
  /** Who answered, for messages. */
  readonly target: string;
}

const ERROR_SEVERITY = 3;
const SHOWN_CHARACTERS = 160;

/**
 * Refusals that come with a severity of their own liking: "Unknown command" as 6 (informational), a bad address as
 * 4, which also announces changes that were made.
 */
const REFUSALS: readonly RegExp[] = [
  /^Unknown command/,
  /^Permission denied/,
  /^Invalid addr /,
  /^problem converting port /,
  /^missing port number/,
  /^port is missing/,
  /^Update for the current server /,
  /^can't find /i,
];

/** The data of a read. @throws CommandRejectedError when HAProxy said something instead */
export function dataOf(reply: CommandReply): string {
  const { severity, text } = reply;
  if (severity !== undefined || isRefusal(reply)) throw rejected(reply);
  return text;
}

/** For writes whose success is silence. @throws RuntimeApiError */
export function expectSilence(reply: CommandReply): void {
  expectOneOf([], reply);
}

/** For writes that announce their success. Silence is success too. @throws RuntimeApiError */
export function expectOneOf(successes: readonly RegExp[], reply: CommandReply): void {
  const { text } = reply;
  if (text === "" || successes.some((success) => success.test(text))) return;
  throw isRefusal(reply) ? rejected(reply) : malformed(reply, "not among the answers to this command");
}

/** An answer that this package cannot read. */
export function malformed({ text, command, target }: CommandReply, what: string): RuntimeApiError {
  const shown = JSON.stringify(text.slice(0, SHOWN_CHARACTERS));
  return new RuntimeApiError(
    "MALFORMED_REPLY",
    `HAProxy at ${target} answered "${command}" with ${shown}: ${what}`,
    {
      command,
    },
  );
}

function isRefusal({ severity, text }: CommandReply): boolean {
  return (
    (severity !== undefined && severity <= ERROR_SEVERITY) || REFUSALS.some((refusal) => refusal.test(text))
  );
}

function rejected({ severity, text, command, target }: CommandReply): CommandRejectedError {
  return new CommandRejectedError(target, command, severity, text.split("\n", 1)[0]?.trim() ?? "");
}
