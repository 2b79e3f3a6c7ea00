import { CommandRejectedError, RuntimeApiError } from "./errors.js";

/** What HAProxy answered to one command. */
export interface CommandReply {
  /** Of the message, RFC 5424 0 to 7; `undefined` for data and for silence. */
  readonly severity: number | undefined;
  /** Without the severity and without the line feed at the end; empty for silence. */
  readonly text: string;
  /** The command, for messages. */
  readonly command: string;
  readonly kind: "read" | "write";
  /** Who answered, for messages. */
  readonly target: string;
}

const ERROR_SEVERITY = 3;
const SHOWN_CHARACTERS = 160;

/**
 * Refusals that come with a severity of their own liking: "Unknown command" as 6 (informational), a bad address as
 * 4, which also announces changes that were made; and with none at all, as the master CLI of 2.6 gives every one.
 */
const REFUSALS: readonly RegExp[] = [
  /^Unknown /,
  /^Permission denied/,
  /^(?:Invalid|Missing|Require|Unable|Failed|Error) /i,
  /^No such /,
  /^No ongoing /,
  /^Can(?:'|no)t /i,
  /^(?:entry|Key|Session) not found/i,
  /^(?:Absolute|Relative) weight can only /,
  /^Version number /,
  /^problem converting port /,
  /^missing port number/,
  /^port is missing/,
  /^provided port is invalid/,
  /^Update for the current server /,
  /^(?:health|agent) checks are not enabled/i,
  /^unknown option/,
];

/** The data of a read. @throws CommandRejectedError when HAProxy said something instead */
export function dataOf(reply: CommandReply): string {
  const { severity, text } = reply;
  if (severity !== undefined || isRefusal(reply)) throw rejected(reply);
  return text;
}

/** The text of a read that answers with a message. @throws CommandRejectedError */
export function messageOf(reply: CommandReply): string {
  if (isRefusal(reply)) throw rejected(reply);
  return reply.text;
}

/** For writes whose success is silence. @throws RuntimeApiError */
export function expectSilence(reply: CommandReply): void {
  expectOneOf([], reply);
}

/** For writes that announce their success. Silence is success too. @throws RuntimeApiError */
export function expectOneOf(successes: readonly RegExp[], reply: CommandReply): void {
  if (reply.text !== "") expectAnnounced(successes, reply);
}

/** For writes that must announce their success: silence is none. @throws RuntimeApiError */
export function expectAnnounced(successes: readonly RegExp[], reply: CommandReply): void {
  if (isError(reply)) throw rejected(reply);
  if (successes.some((success) => success.test(reply.text))) return;
  throw isRefusal(reply) ? rejected(reply) : malformed(reply, "not among the answers to this command");
}

/** An answer that this package cannot read. */
export function malformed({ text, command, kind, target }: CommandReply, what: string): RuntimeApiError {
  const shown = JSON.stringify(text.slice(0, SHOWN_CHARACTERS));
  return new RuntimeApiError(
    "MALFORMED_REPLY",
    `HAProxy at ${target} answered "${command}" with ${shown}: ${what}`,
    { command, kind },
  );
}

function isRefusal(reply: CommandReply): boolean {
  return isError(reply) || REFUSALS.some((refusal) => refusal.test(reply.text));
}

function isError({ severity }: CommandReply): boolean {
  return severity !== undefined && severity <= ERROR_SEVERITY;
}

function rejected({ severity, text, command, target }: CommandReply): CommandRejectedError {
  return new CommandRejectedError(target, command, severity, reasonOf(text));
}

/** Its first line, and of the long help that "Unknown command" brings no more. */
function reasonOf(text: string): string {
  return text.startsWith("Unknown command")
    ? (text.split("\n", 1)[0] ?? "")
    : text.trim().replaceAll("\n", " ");
}
