import { CommandRejectedError, RuntimeApiError } from "./errors.js";

/** HAProxy's response to one command. */
export interface CommandReply {
  /** Severity of the message, RFC 5424 0 to 7; `undefined` for data and for silence. */
  readonly severity: number | undefined;
  /** Without the severity and without the line feed at the end; empty for silence. */
  readonly text: string;
  /** The command, for messages. */
  readonly command: string;
  readonly kind: "read" | "write";
  /** HAProxy's address, for messages. */
  readonly target: string;
}

const ERROR_SEVERITY = 3;
const SHOWN_CHARACTERS = 160;

/**
 * Refusals with an unreliable severity: "Unknown command" as 6 (informational), a bad address as
 * 4, which also announces successful changes; and all of the master CLI of 2.6, which gives none.
 */
const REFUSALS: readonly RegExp[] = [
  /^Unknown /,
  /^Permission denied/,
  /^This command is restricted to /,
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

/** The data of a read. @throws CommandRejectedError when HAProxy sent a message instead */
export function dataOf(reply: CommandReply): string {
  const { severity, text } = reply;
  if (severity !== undefined || isRefusal(reply)) throw rejected(reply);
  return text;
}

/** The text of a read that returns a message. @throws CommandRejectedError */
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

/** For writes that must announce their success: silence is a failure. @throws RuntimeApiError */
export function expectAnnounced(successes: readonly RegExp[], reply: CommandReply): void {
  if (isError(reply)) throw rejected(reply);
  if (successes.some((success) => success.test(reply.text))) return;
  throw isRefusal(reply) ? rejected(reply) : malformed(reply, "this is not a known response to this command");
}

/** A response that this package cannot read. */
export function malformed({ text, command, kind, target }: CommandReply, what: string): RuntimeApiError {
  const shown = JSON.stringify(text.slice(0, SHOWN_CHARACTERS));
  return new RuntimeApiError(
    "MALFORMED_REPLY",
    `HAProxy at ${target} responded to "${command}" with ${shown}: ${what}`,
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

/** All lines; only the first for "Unknown command", which is followed by a long help text. */
function reasonOf(text: string): string {
  return text.startsWith("Unknown command")
    ? (text.split("\n", 1)[0] ?? "")
    : text.trim().replaceAll("\n", " ");
}
