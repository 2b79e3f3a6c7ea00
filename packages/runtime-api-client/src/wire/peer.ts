import { RuntimeApiError } from "../errors.js";
import type { ExchangeOptions, Transport } from "./transport.js";

/** The command line of HAProxy that an address must lead to. */
export interface Peer {
  /** How HAProxy's first response begins there. */
  readonly begins: string;
  /** For messages. */
  readonly name: string;
  /** Where its address is configured, for messages. */
  readonly configuredBy: string;
}

const SHOWN_BYTES = 40;
const PROBE_MS = 1_000;
/** A TLS record with an empty ClientHello: a TLS server closes with an alert, HAProxy's command line refuses the line. */
const EMPTY_CLIENT_HELLO = "\x16\x03\x01\0\x04\x01\0\0\0\n";
// biome-ignore lint/suspicious/noControlCharactersInRegex: the first bytes of a TLS record
const TLS_RECORD = /^[\x15\x16]\x03/;

/** Peers by how they begin. */
const KNOWN: readonly (readonly [begins: RegExp, what: string])[] = [
  [/^HTTP\/\d/, "an HTTP server"],
  [TLS_RECORD, "a TLS server"],
  [/^\n> /, "a stats socket of HAProxy"],
  [/^master[>[(]/, "HAProxy's master CLI"],
  [/^Can't find the target /, "HAProxy's master CLI, without that worker or older than 3.2"],
  [/^Unknown command/, "another command line of HAProxy"],
  [/^(?:-ERR|-NOAUTH|\+OK)/, "Redis"],
  [/^SSH-/, "an SSH server"],
];

/**
 * An exchange that ends at the first byte which HAProxy would not send there. HAProxy responds to the first command before it
 * runs the second, and the first changes nothing: no HAProxy has run one of ours. Redis, which reads lines too, runs those it
 * knows: `del map …` is its own DEL.
 *
 * @returns also `WRONG_PEER`
 */
export async function exchangeWith(
  peer: Peer,
  transport: Transport,
  request: string,
  options: ExchangeOptions,
  receive: (chunk: Buffer) => boolean,
): Promise<RuntimeApiError | undefined> {
  let begin = "";
  const isForeign = () => !`${begin}${peer.begins.slice(begin.length)}`.startsWith(peer.begins);
  const failure = await transport.exchange(request, options, (chunk) => {
    if (begin.length < peer.begins.length) begin += chunk.toString("latin1", 0, SHOWN_BYTES);
    return isForeign() || receive(chunk);
  });
  if (isForeign()) return wrongPeer(peer, transport.target, begin);
  const isSilent = begin === "" && (failure === undefined || failure.code === "TRUNCATED");
  if (!isSilent) return failure;
  const alert = await tlsAlertOf(transport, options.signal);
  return alert === undefined ? failure : wrongPeer(peer, transport.target, alert);
}

/** What a TLS server, which closes silently after what is no TLS, sends to a TLS client. */
async function tlsAlertOf(
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let begin = "";
  await transport.exchange(EMPTY_CLIENT_HELLO, { timeoutMs: PROBE_MS, signal }, (chunk) => {
    begin += chunk.toString("latin1", 0, SHOWN_BYTES);
    return begin.length > 1;
  });
  return TLS_RECORD.test(begin) ? begin : undefined;
}

function wrongPeer(peer: Peer, target: string, begin: string): RuntimeApiError {
  const looks = KNOWN.find(([begins]) => begins.test(begin))?.[1];
  const shown = JSON.stringify(begin.slice(0, SHOWN_BYTES));
  return new RuntimeApiError(
    "WRONG_PEER",
    `${target} is not ${peer.name}: ${looks === undefined ? "it" : `it looks like ${looks}, and`} responded ${shown}; ` +
      `HAProxy ran no command; use the address of ${peer.configuredBy}`,
  );
}
